SELECT [e].[Id], [e].[Handle], [e].[Name], [e].[State], [e].[Details], [e].[Policies], [e].[ArePoliciesConfirmed], [e].[Showcase], (
    SELECT COUNT(*)
    FROM [EnvironmentAdmins] AS [e1]
    WHERE [e].[Id] = [e1].[Environment]), (
    SELECT COUNT(*)
    FROM [EnvironmentAuthorizations] AS [e2]
    WHERE [e].[Id] = [e2].[Environment] AND ([e2].[Until] IS NULL OR [e2].[Until] >= @today)), (
    SELECT COUNT(*)
    FROM [EnvironmentAuthorizations] AS [e3]
    WHERE [e].[Id] = [e3].[Environment] AND [e3].[Until] >= @today AND [e3].[Until] <= @soon), (
    SELECT MIN([e4].[Until])
    FROM [EnvironmentAuthorizations] AS [e4]
    WHERE [e].[Id] = [e4].[Environment] AND [e4].[Until] >= @today AND [e4].[Until] <= @soon), (
    SELECT COUNT(*)
    FROM [AccessRequests] AS [a]
    WHERE [a].[Environment] = [e].[Id] AND ([a].[State] = N'InReview' OR [a].[State] = N'InRevision')), [i3].[Id], [i5].[Id], [i7].[Id], [r].[Id], [r].[Name], [r].[Quorum], (
    SELECT COUNT(*)
    FROM [StepReviewers] AS [s]
    WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e5]
        CROSS JOIN [People] AS [p]
        WHERE [p].[IsEnabled] = CAST(1 AS bit) AND ([e5].[Visibility] = N'Public' OR EXISTS (
            SELECT 1
            FROM [EnvironmentAuthorizations] AS [e6]
            WHERE [e5].[Id] = [e6].[Environment] AND ([e6].[Until] IS NULL OR [e6].[Until] >= @today11) AND ([e6].[Person] = [p].[Id] OR EXISTS (
                SELECT 1
                FROM [Organizations] AS [o]
                WHERE [o].[Id] = [e6].[Organization] AND EXISTS (
                    SELECT 1
                    FROM [OrganizationMembers] AS [o0]
                    WHERE [o].[Id] = [o0].[Organization] AND [o0].[Person] = [p].[Id]))))) AND [e5].[Id] = [s].[Environment] AND [p].[Id] = [s].[Person])), (
    SELECT COUNT(*)
    FROM [AccessRequests] AS [a0]
    INNER JOIN [RequestSteps] AS [r0] ON [a0].[Id] = [r0].[Request]
    WHERE [a0].[State] = N'InReview' AND [r0].[State] = N'Open' AND [a0].[Environment] = [r].[Environment] AND [r0].[Step] = [r].[Id]), (
    SELECT MIN([r1].[OpenedAt])
    FROM [AccessRequests] AS [a1]
    INNER JOIN [RequestSteps] AS [r1] ON [a1].[Id] = [r1].[Request]
    WHERE [a1].[State] = N'InReview' AND [r1].[State] = N'Open' AND [a1].[Environment] = [r].[Environment] AND [r1].[Step] = [r].[Id]), [r].[Environment], [i3].[Number], [i3].[Assets], [i3].[CreatedAt], [i3].[c], [i5].[Number], [i5].[Assets], [i5].[CreatedAt], [i5].[c], [i7].[State], [i7].[Errors], [i7].[Warnings], [i7].[c], [i7].[c0]
FROM [Environments] AS [e]
LEFT JOIN (
    SELECT [i2].[Number], [i2].[Assets], [i2].[CreatedAt], [i2].[c], [i2].[Id]
    FROM (
        SELECT [i].[Number], [i].[Assets], [i].[CreatedAt], 1 AS [c], [i].[Id], ROW_NUMBER() OVER(PARTITION BY [i].[Id] ORDER BY [i].[Id]) AS [row]
        FROM [InventoryVersions] AS [i]
    ) AS [i2]
    WHERE [i2].[row] <= 1
) AS [i3] ON [e].[ActiveVersion] = [i3].[Id]
LEFT JOIN (
    SELECT [i4].[Number], [i4].[Assets], [i4].[CreatedAt], [i4].[c], [i4].[Id]
    FROM (
        SELECT [i0].[Number], [i0].[Assets], [i0].[CreatedAt], 1 AS [c], [i0].[Id], ROW_NUMBER() OVER(PARTITION BY [i0].[Id] ORDER BY [i0].[Id]) AS [row]
        FROM [InventoryVersions] AS [i0]
    ) AS [i4]
    WHERE [i4].[row] <= 1
) AS [i5] ON [e].[PendingVersion] = [i5].[Id]
LEFT JOIN (
    SELECT [i6].[State], [i6].[Errors], [i6].[Warnings], [i6].[c], [i6].[c0], [i6].[Id], [i6].[InventoryVersion]
    FROM (
        SELECT [i1].[State], [i1].[Errors], [i1].[Warnings], COALESCE([i1].[EndedAt], [i1].[StartedAt]) AS [c], 1 AS [c0], [i1].[Id], [i1].[InventoryVersion], ROW_NUMBER() OVER(PARTITION BY [i1].[InventoryVersion] ORDER BY [i1].[StartedAt] DESC) AS [row]
        FROM [InventoryImports] AS [i1]
    ) AS [i6]
    WHERE [i6].[row] <= 1
) AS [i7] ON [e].[PendingVersion] = [i7].[InventoryVersion]
LEFT JOIN [ReviewSteps] AS [r] ON [e].[Id] = [r].[Environment]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [e].[Name], [e].[Handle], [e].[Id], [i3].[Id], [i5].[Id], [i7].[Id], [r].[Order], [r].[Environment]
GO
