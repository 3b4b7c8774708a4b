SELECT [e].[Id], [e].[Handle], [e].[Name], [e].[State]
FROM [Environments] AS [e]
WHERE [e].[Id] IN (
    SELECT [a].[Environment]
    FROM [AccessRequests] AS [a]
    WHERE ([a].[Owner] = @reader OR [a].[Id] IN (
        SELECT [a0].[Id]
        FROM [AccessRequests] AS [a0]
        INNER JOIN [RequestCollaborators] AS [r] ON [a0].[Id] = [r].[Request]
        WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
    )) AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e0]
        WHERE [e0].[Id] = [a].[Environment])
)
ORDER BY [e].[Name]
GO
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [AccessRequests] AS [a]
    WHERE ([a].[Owner] = @reader OR [a].[Id] IN (
        SELECT [a0].[Id]
        FROM [AccessRequests] AS [a0]
        INNER JOIN [RequestCollaborators] AS [r] ON [a0].[Id] = [r].[Request]
        WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
    )) AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e]
        WHERE [e].[Id] = [a].[Environment]) AND [a].[State] = @state
) AS [a1]
GO
SELECT [a].[Id], [a].[Title], [a].[Reference], [a].[Environment], [a].[State], [a].[UpdatedAt], [a].[SubmittedAt], [a].[Owner], [p].[DisplayName] AS [OwnerName]
FROM [AccessRequests] AS [a]
INNER JOIN [People] AS [p] ON [a].[Owner] = [p].[Id]
WHERE ([a].[Owner] = @reader OR [a].[Id] IN (
    SELECT [a0].[Id]
    FROM [AccessRequests] AS [a0]
    INNER JOIN [RequestCollaborators] AS [r] ON [a0].[Id] = [r].[Request]
    WHERE [r].[Person] = @reader0 AND [r].[Until] IS NULL
)) AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e]
    WHERE [e].[Id] = [a].[Environment]) AND [a].[State] = @state
ORDER BY CASE
    WHEN [a].[State] = N'Draft' THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END DESC, [a].[UpdatedAt] DESC, [a].[Id]
OFFSET @p ROWS FETCH NEXT @p5 ROWS ONLY
GO
SELECT [a].[Id], [r].[RequestVersion], [r].[State]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r] ON [a].[Id] = [r].[Request]
WHERE 0 = 1
GO
