SELECT [e].[Id], [e].[Handle], [e].[Name], [e].[State], [e].[Details], [e].[Showcase], [e].[ArePoliciesConfirmed], [e].[UpdatedAt], CASE
    WHEN EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e1]
        WHERE [e].[Id] = [e1].[Environment] AND [e1].[Person] = @me) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END AS [IsMine], (
    SELECT TOP(1) [o].[Name]
    FROM [Organizations] AS [o]
    WHERE [o].[Id] = [e].[Organization]) AS [Organization], (
    SELECT TOP(1) [i].[Assets]
    FROM [InventoryVersions] AS [i]
    WHERE [i].[Id] = COALESCE([e].[PendingVersion], [e].[ActiveVersion])) AS [Assets], COALESCE((
    SELECT TOP(1) [i0].[OpenWarnings]
    FROM [InventoryVersions] AS [i0]
    WHERE [i0].[Id] = COALESCE([e].[PendingVersion], [e].[ActiveVersion])), 0) AS [OpenWarnings]
FROM [Environments] AS [e]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [e].[Name], [e].[Handle]
GO
SELECT [e].[Id], [p].[DisplayName]
FROM [Environments] AS [e]
INNER JOIN [EnvironmentAdmins] AS [e1] ON [e].[Id] = [e1].[Environment]
INNER JOIN [People] AS [p] ON [e1].[Person] = [p].[Id]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
SELECT [e].[Id], [r].[Id] AS [Step], [r].[Name], [r].[Order], [r].[Quorum], (
    SELECT COUNT(*)
    FROM [StepReviewers] AS [s]
    WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND EXISTS (
        SELECT 1
        FROM [Environments] AS [e1]
        CROSS JOIN [People] AS [p]
        WHERE [p].[IsEnabled] = CAST(1 AS bit) AND ([e1].[Visibility] = N'Public' OR EXISTS (
            SELECT 1
            FROM [EnvironmentAuthorizations] AS [e2]
            WHERE [e1].[Id] = [e2].[Environment] AND ([e2].[Until] IS NULL OR [e2].[Until] >= @today) AND ([e2].[Person] = [p].[Id] OR EXISTS (
                SELECT 1
                FROM [Organizations] AS [o]
                WHERE [o].[Id] = [e2].[Organization] AND EXISTS (
                    SELECT 1
                    FROM [OrganizationMembers] AS [o0]
                    WHERE [o].[Id] = [o0].[Organization] AND [o0].[Person] = [p].[Id]))))) AND [e1].[Id] = [e].[Id] AND [p].[Id] = [s].[Person])) AS [Reviewers]
FROM [Environments] AS [e]
INNER JOIN [ReviewSteps] AS [r] ON [e].[Id] = [r].[Environment]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
