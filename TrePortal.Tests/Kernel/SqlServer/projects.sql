SELECT [p3].[Id], [p3].[Name], [p3].[Reference], [p3].[State], [p3].[Owner], [p3].[CreatedAt], [p3].[c], [p3].[c0], [p3].[c1], [p3].[c2], [e4].[Handle], [e4].[Name], [e4].[Policies], [e4].[IsAdmin], [e4].[c], [a1].[State], [a1].[ApprovedAt], [a1].[c]
FROM (
    SELECT TOP(@p) [p].[Id], [p].[Name], [p].[Reference], [p].[State], [p].[Owner], [p].[CreatedAt], (
        SELECT COUNT(*)
        FROM [ProjectMembers] AS [p1]
        WHERE [p].[Id] = [p1].[Project]) AS [c], CASE
        WHEN EXISTS (
            SELECT 1
            FROM [ProjectMembers] AS [p2]
            WHERE [p].[Id] = [p2].[Project] AND [p2].[Person] = @me) THEN CAST(1 AS bit)
        ELSE CAST(0 AS bit)
    END AS [c0], (
        SELECT TOP(1) [d].[State]
        FROM [Dispensals] AS [d]
        WHERE [d].[Project] = [p].[Id]
        ORDER BY [d].[AskedAt] DESC) AS [c1], (
        SELECT MAX([d0].[InventoryNumber])
        FROM [Dispensals] AS [d0]
        WHERE [d0].[Project] = [p].[Id] AND [d0].[State] = N'Delivered') AS [c2], [p].[Environment], [p].[Request]
    FROM [Projects] AS [p]
    WHERE [p].[Owner] = @me0 OR EXISTS (
        SELECT 1
        FROM [ProjectMembers] AS [p0]
        WHERE [p].[Id] = [p0].[Project] AND [p0].[Person] = @me1) OR EXISTS (
        SELECT 1
        FROM [Environments] AS [e]
        WHERE [e].[Id] = [p].[Environment] AND EXISTS (
            SELECT 1
            FROM [EnvironmentAdmins] AS [e0]
            WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me2))
    ORDER BY [p].[CreatedAt] DESC, [p].[Id] DESC
) AS [p3]
LEFT JOIN (
    SELECT [e3].[Handle], [e3].[Name], [e3].[Policies], [e3].[IsAdmin], [e3].[c], [e3].[Id]
    FROM (
        SELECT [e1].[Handle], [e1].[Name], [e1].[Policies], CASE
            WHEN EXISTS (
                SELECT 1
                FROM [EnvironmentAdmins] AS [e2]
                WHERE [e1].[Id] = [e2].[Environment] AND [e2].[Person] = @me2) THEN CAST(1 AS bit)
            ELSE CAST(0 AS bit)
        END AS [IsAdmin], 1 AS [c], [e1].[Id], ROW_NUMBER() OVER(PARTITION BY [e1].[Id] ORDER BY [e1].[Id]) AS [row]
        FROM [Environments] AS [e1]
    ) AS [e3]
    WHERE [e3].[row] <= 1
) AS [e4] ON [p3].[Environment] = [e4].[Id]
LEFT JOIN (
    SELECT [a0].[State], [a0].[ApprovedAt], [a0].[c], [a0].[Id]
    FROM (
        SELECT [a].[State], [a].[ApprovedAt], 1 AS [c], [a].[Id], ROW_NUMBER() OVER(PARTITION BY [a].[Id] ORDER BY [a].[Id]) AS [row]
        FROM [AccessRequests] AS [a]
    ) AS [a0]
    WHERE [a0].[row] <= 1
) AS [a1] ON [p3].[Request] = [a1].[Id]
ORDER BY [p3].[CreatedAt] DESC, [p3].[Id] DESC
GO
SELECT [s].[Id], [s].[CreatedAt], [s].[CreatedBy], [s].[Environment], [s].[Name], [s].[Owner], [s].[Reference], [s].[Request], [s].[RequestHash], [s].[RequestVersion], [s].[State], [s].[Version], [s].[Id0], [s].[Id1], [p0].[Project], [p0].[Person], [s].[Handle], [s].[Name0], [s].[State0], [s].[Policies], [s].[c], [s].[State1], [s].[ApprovedAt], [s].[c0], [s].[c1]
FROM (
    SELECT TOP(1) [p].[Id], [p].[CreatedAt], [p].[CreatedBy], [p].[Environment], [p].[Name], [p].[Owner], [p].[Reference], [p].[Request], [p].[RequestHash], [p].[RequestVersion], [p].[State], [p].[Version], [e].[Handle], [e].[Name] AS [Name0], [e].[State] AS [State0], [e].[Policies], CASE
        WHEN EXISTS (
            SELECT 1
            FROM [EnvironmentAdmins] AS [e0]
            WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) THEN CAST(1 AS bit)
        ELSE CAST(0 AS bit)
    END AS [c], [a].[State] AS [State1], [a].[ApprovedAt], (
        SELECT MAX([t].[Number])
        FROM [TermsAcceptances] AS [t]
        WHERE [t].[Environment] = [p].[Environment] AND [t].[Person] = @me0) AS [c0], (
        SELECT TOP(1) [i].[Number]
        FROM [InventoryVersions] AS [i]
        WHERE [i].[Id] = [e].[ActiveVersion]) AS [c1], [e].[Id] AS [Id0], [a].[Id] AS [Id1]
    FROM [Projects] AS [p]
    INNER JOIN [Environments] AS [e] ON [p].[Environment] = [e].[Id]
    INNER JOIN [AccessRequests] AS [a] ON [p].[Request] = [a].[Id]
    WHERE [p].[Id] = @id
) AS [s]
LEFT JOIN [ProjectMembers] AS [p0] ON [s].[Id] = [p0].[Project]
ORDER BY [s].[Id], [s].[Id0], [s].[Id1], [p0].[Project]
GO
