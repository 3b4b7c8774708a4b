SELECT [e1].[Policies], [e1].[Version], [e1].[CreatedAt], [e1].[c], [e1].[c0], [e1].[c1], [e1].[Id], [p2].[Number], [p2].[At], [p2].[Author], [p2].[Note], [p2].[Before], [p2].[After], [p2].[Id]
FROM (
    SELECT TOP(1) [e].[Policies], [e].[Version], [e].[CreatedAt], (
        SELECT TOP(1) [t].[Text]
        FROM [TermsOfUse] AS [t]
        WHERE [t].[Environment] = [e].[Id]
        ORDER BY [t].[Number] DESC) AS [c], (
        SELECT TOP(1) [i].[Tier]
        FROM [InventoryVersions] AS [i]
        WHERE [i].[Id] = [e].[ActiveVersion]) AS [c0], CASE
        WHEN [e].[ActiveVersion] IS NOT NULL THEN CAST(1 AS bit)
        ELSE CAST(0 AS bit)
    END AS [c1], [e].[Id]
    FROM [Environments] AS [e]
    WHERE [e].[Handle] = @handle AND EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
) AS [e1]
LEFT JOIN (
    SELECT [p1].[Number], [p1].[At], [p1].[Author], [p1].[Note], [p1].[Before], [p1].[After], [p1].[Id], [p1].[Environment]
    FROM (
        SELECT [p].[Number], [p].[At], (
            SELECT TOP(1) [p0].[DisplayName]
            FROM [People] AS [p0]
            WHERE [p0].[Id] = [p].[Author]) AS [Author], [p].[Note], [p].[Before], [p].[After], [p].[Id], [p].[Environment], ROW_NUMBER() OVER(PARTITION BY [p].[Environment] ORDER BY [p].[Number] DESC) AS [row]
        FROM [PolicyVersions] AS [p]
    ) AS [p1]
    WHERE [p1].[row] <= 11
) AS [p2] ON [e1].[Id] = [p2].[Environment]
ORDER BY [e1].[Id], [p2].[Environment], [p2].[Number] DESC
GO
SELECT TOP(1) [e].[Id], [e].[CreatedAt]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
SELECT TOP(1) [e].[Id], [e].[Policies], CASE
    WHEN EXISTS (
        SELECT 1
        FROM [AccessRequests] AS [a]
        WHERE [a].[Environment] = [e].[Id] AND ([a].[Owner] = @me OR EXISTS (
            SELECT 1
            FROM [RequestCollaborators] AS [r]
            WHERE [a].[Id] = [r].[Request] AND [r].[Person] = @me0 AND [r].[Until] IS NULL))) OR EXISTS (
        SELECT 1
        FROM [Projects] AS [p]
        WHERE [p].[Environment] = [e].[Id] AND ([p].[Owner] = @me1 OR EXISTS (
            SELECT 1
            FROM [ProjectMembers] AS [p0]
            WHERE [p].[Id] = [p0].[Project] AND [p0].[Person] = @me2))) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END AS [IsParty]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle
GO
