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
    WHERE [a].[Environment] = [e].[Id] AND ([a].[State] = N'InReview' OR [a].[State] = N'InRevision')), CASE
    WHEN [i].[Id] IS NULL THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, [i].[Number], [i].[Assets], [i].[CreatedAt], [i].[OpenWarnings], CASE
    WHEN [i0].[Id] IS NULL THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, [i0].[Number], [i0].[Assets], [i0].[CreatedAt], [i0].[OpenWarnings], (
    SELECT TOP(1) [i1].[State]
    FROM [InventoryImports] AS [i1]
    WHERE [i1].[InventoryVersion] = [e].[PendingVersion]
    ORDER BY [i1].[StartedAt] DESC), COALESCE((
    SELECT TOP(1) [i2].[Errors]
    FROM [InventoryImports] AS [i2]
    WHERE [i2].[InventoryVersion] = [e].[PendingVersion]
    ORDER BY [i2].[StartedAt] DESC), CAST(0 AS bigint)), COALESCE((
    SELECT TOP(1) [i3].[Warnings]
    FROM [InventoryImports] AS [i3]
    WHERE [i3].[InventoryVersion] = [e].[PendingVersion]
    ORDER BY [i3].[StartedAt] DESC), CAST(0 AS bigint)), COALESCE((
    SELECT TOP(1) COALESCE([i4].[EndedAt], [i4].[StartedAt])
    FROM [InventoryImports] AS [i4]
    WHERE [i4].[InventoryVersion] = [e].[PendingVersion]
    ORDER BY [i4].[StartedAt] DESC), '0001-01-01T00:00:00.0000000Z'), [i].[Id], [i0].[Id], [r].[Id], [r].[Name], [r].[Quorum], (
    SELECT COUNT(*)
    FROM [StepReviewers] AS [s]
    WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e5]
        CROSS JOIN [People] AS [p]
        WHERE [p].[IsEnabled] = CAST(1 AS bit) AND ([e5].[Visibility] = N'Public' OR EXISTS (
            SELECT 1
            FROM [EnvironmentAuthorizations] AS [e6]
            WHERE [e5].[Id] = [e6].[Environment] AND ([e6].[Until] IS NULL OR [e6].[Until] >= @today12) AND ([e6].[Person] = [p].[Id] OR EXISTS (
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
    WHERE [a1].[State] = N'InReview' AND [r1].[State] = N'Open' AND [a1].[Environment] = [r].[Environment] AND [r1].[Step] = [r].[Id]), [r].[Environment]
FROM [Environments] AS [e]
LEFT JOIN [InventoryVersions] AS [i] ON [e].[ActiveVersion] = [i].[Id]
LEFT JOIN [InventoryVersions] AS [i0] ON [e].[PendingVersion] = [i0].[Id]
LEFT JOIN [ReviewSteps] AS [r] ON [e].[Id] = [r].[Environment]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [e].[Name], [e].[Handle], [e].[Id], [i].[Id], [i0].[Id], [r].[Order], [r].[Environment]
GO
SELECT TOP(@p) [a].[Environment], [a].[Id], [a].[Reference], [r].[Name], [r].[OpenedAt]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r] ON [a].[Id] = [r].[Request]
WHERE [a].[State] = N'InReview' AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) AND [e].[Id] = [a].[Environment]) AND [r].[State] = N'Open'
ORDER BY [r].[OpenedAt], [a].[Reference], [r].[Order]
GO
SELECT TOP(@p) [d].[Environment], [p].[Id], [p].[Reference], COALESCE([d].[EndedAt], [d].[AskedAt])
FROM [Dispensals] AS [d]
INNER JOIN [Projects] AS [p] ON [d].[Project] = [p].[Id]
WHERE [d].[State] = N'Failed' AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) AND [e].[Id] = [d].[Environment]) AND NOT EXISTS (
    SELECT 1
    FROM [Dispensals] AS [d0]
    WHERE [d0].[Project] = [d].[Project] AND [d0].[AskedAt] > [d].[AskedAt]) AND [p].[State] = N'Open'
ORDER BY [d].[EndedAt]
GO
SELECT 1 AS [Kind], [r].[SubmittedAt] AS [At]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestVersions] AS [r] ON [a].[Id] = [r].[Request]
WHERE EXISTS (
    SELECT 1
    FROM [Environments] AS [e]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) AND [e].[Id] = [a].[Environment]) AND [r].[SubmittedAt] >= @from
UNION ALL
SELECT 2 AS [Kind], [r0].[ClosedAt] AS [At]
FROM [AccessRequests] AS [a0]
INNER JOIN [RequestSteps] AS [r0] ON [a0].[Id] = [r0].[Request]
WHERE EXISTS (
    SELECT 1
    FROM [Environments] AS [e1]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e2]
        WHERE [e1].[Id] = [e2].[Environment] AND [e2].[Person] = @me) AND [e1].[Id] = [a0].[Environment]) AND [r0].[State] = N'Rejected' AND [r0].[ClosedAt] >= @from3
UNION ALL
SELECT 2 AS [Kind], [a1].[ApprovedAt] AS [At]
FROM [AccessRequests] AS [a1]
WHERE EXISTS (
    SELECT 1
    FROM [Environments] AS [e3]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e4]
        WHERE [e3].[Id] = [e4].[Environment] AND [e4].[Person] = @me) AND [e3].[Id] = [a1].[Environment]) AND [a1].[ApprovedAt] >= @from30
UNION ALL
SELECT 3 AS [Kind], [d].[EndedAt] AS [At]
FROM [Dispensals] AS [d]
WHERE [d].[EndedAt] >= @from31 AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e5]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e6]
        WHERE [e5].[Id] = [e6].[Environment] AND [e6].[Person] = @me) AND [e5].[Id] = [d].[Environment]) AND [d].[State] = N'Delivered'
UNION ALL
SELECT 4 AS [Kind], [d0].[EndedAt] AS [At]
FROM [Dispensals] AS [d0]
WHERE [d0].[EndedAt] >= @from31 AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e7]
    WHERE EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e8]
        WHERE [e7].[Id] = [e8].[Environment] AND [e8].[Person] = @me) AND [e7].[Id] = [d0].[Environment]) AND [d0].[State] = N'Failed'
UNION ALL
SELECT 5 AS [Kind], [e11].[Since] AS [At]
FROM [Environments] AS [e9]
INNER JOIN [EnvironmentAuthorizations] AS [e11] ON [e9].[Id] = [e11].[Environment]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e10]
    WHERE [e9].[Id] = [e10].[Environment] AND [e10].[Person] = @me) AND [e11].[Since] >= @from0
GO
