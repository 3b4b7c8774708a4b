SELECT [e].[Id], [e].[Handle], [e].[Name], [e].[State]
FROM [Environments] AS [e]
WHERE EXISTS (
    SELECT 1
    FROM [AccessRequests] AS [a]
    WHERE [a].[Owner] = @reader AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e0]
        WHERE [e0].[Id] = [a].[Environment]) AND [a].[Environment] = [e].[Id]) OR [e].[Id] IN (
    SELECT [a0].[Environment]
    FROM [AccessRequests] AS [a0]
    WHERE [a0].[Owner] <> @reader AND [a0].[Id] IN (
        SELECT [a1].[Id]
        FROM [AccessRequests] AS [a1]
        INNER JOIN [RequestCollaborators] AS [r] ON [a1].[Id] = [r].[Request]
        WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
    ) AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e1]
        WHERE [e1].[Id] = [a0].[Environment])
)
ORDER BY [e].[Name]
GO
SELECT COUNT(*)
FROM (
    SELECT 1 AS empty
    FROM (
        SELECT TOP(@p) 1 AS empty
        FROM [AccessRequests] AS [a]
        WHERE [a].[Owner] = @reader AND EXISTS (
            SELECT 1
            FROM [Environments] AS [e]
            WHERE [e].[Id] = [a].[Environment]) AND [a].[State] = @inState
    ) AS [a2]
    UNION ALL
    SELECT 1 AS empty
    FROM (
        SELECT TOP(@p) 1 AS empty
        FROM [AccessRequests] AS [a0]
        WHERE [a0].[Owner] <> @reader AND [a0].[Id] IN (
            SELECT [a1].[Id]
            FROM [AccessRequests] AS [a1]
            INNER JOIN [RequestCollaborators] AS [r] ON [a1].[Id] = [r].[Request]
            WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
        ) AND EXISTS (
            SELECT 1
            FROM [Environments] AS [e0]
            WHERE [e0].[Id] = [a0].[Environment]) AND [a0].[State] = @inState7
    ) AS [a3]
) AS [u]
GO
SELECT [a9].[Id], [a9].[Title], [a9].[Reference], [a9].[Environment], [a9].[State], [a9].[UpdatedAt], [a9].[SubmittedAt], [a9].[Owner], [p].[DisplayName] AS [OwnerName]
FROM (
    SELECT [u1].[Id], [u1].[IsDraft], [u1].[UpdatedAt]
    FROM (
        SELECT [a1].[Id], [a1].[IsDraft], [a1].[UpdatedAt]
        FROM (
            SELECT TOP(@p) [a].[Id], @areDrafts AS [IsDraft], [a].[UpdatedAt]
            FROM [AccessRequests] AS [a]
            WHERE [a].[Owner] = @reader AND EXISTS (
                SELECT 1
                FROM [Environments] AS [e]
                WHERE [e].[Id] = [a].[Environment]) AND [a].[State] = @inState AND [a].[State] = N'Draft'
            ORDER BY [a].[UpdatedAt] DESC, [a].[Id]
        ) AS [a1]
        UNION ALL
        SELECT [a2].[Id], [a2].[IsDraft], [a2].[UpdatedAt]
        FROM (
            SELECT TOP(@p) [a0].[Id], @areDrafts9 AS [IsDraft], [a0].[UpdatedAt]
            FROM [AccessRequests] AS [a0]
            WHERE [a0].[Owner] = @reader AND EXISTS (
                SELECT 1
                FROM [Environments] AS [e0]
                WHERE [e0].[Id] = [a0].[Environment]) AND [a0].[State] = @inState AND [a0].[State] <> N'Draft'
            ORDER BY [a0].[UpdatedAt] DESC, [a0].[Id]
        ) AS [a2]
        UNION ALL
        SELECT [a5].[Id], [a5].[IsDraft], [a5].[UpdatedAt]
        FROM (
            SELECT TOP(@p) [a3].[Id], @areDrafts15 AS [IsDraft], [a3].[UpdatedAt]
            FROM [AccessRequests] AS [a3]
            WHERE [a3].[Owner] <> @reader AND [a3].[Id] IN (
                SELECT [a4].[Id]
                FROM [AccessRequests] AS [a4]
                INNER JOIN [RequestCollaborators] AS [r] ON [a4].[Id] = [r].[Request]
                WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
            ) AND EXISTS (
                SELECT 1
                FROM [Environments] AS [e1]
                WHERE [e1].[Id] = [a3].[Environment]) AND [a3].[State] = @inState13 AND [a3].[State] = N'Draft'
            ORDER BY [a3].[UpdatedAt] DESC, [a3].[Id]
        ) AS [a5]
        UNION ALL
        SELECT [a8].[Id], [a8].[IsDraft], [a8].[UpdatedAt]
        FROM (
            SELECT TOP(@p) [a6].[Id], @areDrafts21 AS [IsDraft], [a6].[UpdatedAt]
            FROM [AccessRequests] AS [a6]
            WHERE [a6].[Owner] <> @reader1 AND [a6].[Id] IN (
                SELECT [a7].[Id]
                FROM [AccessRequests] AS [a7]
                INNER JOIN [RequestCollaborators] AS [r0] ON [a7].[Id] = [r0].[Request]
                WHERE [r0].[Person] = @reader2 AND [r0].[Until] IS NULL
            ) AND EXISTS (
                SELECT 1
                FROM [Environments] AS [e2]
                WHERE [e2].[Id] = [a6].[Environment]) AND [a6].[State] = @inState13 AND [a6].[State] <> N'Draft'
            ORDER BY [a6].[UpdatedAt] DESC, [a6].[Id]
        ) AS [a8]
    ) AS [u1]
    ORDER BY [u1].[IsDraft] DESC, [u1].[UpdatedAt] DESC, [u1].[Id]
    OFFSET @p22 ROWS FETCH NEXT @p ROWS ONLY
) AS [u2]
INNER JOIN [AccessRequests] AS [a9] ON [u2].[Id] = [a9].[Id]
INNER JOIN [People] AS [p] ON [a9].[Owner] = [p].[Id]
ORDER BY [u2].[IsDraft] DESC, [u2].[UpdatedAt] DESC, [u2].[Id]
GO
SELECT [a].[Id], [r].[RequestVersion], [r].[State]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r] ON [a].[Id] = [r].[Request]
WHERE 0 = 1
GO
