SELECT [e].[Id]
FROM [Environments] AS [e]
WHERE EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
SELECT TOP(@p) [p].[Id], [p].[Name], [p].[Reference], [p].[State], [p].[Owner], [p].[CreatedAt], (
    SELECT COUNT(*)
    FROM [ProjectMembers] AS [p6]
    WHERE [p].[Id] = [p6].[Project]) AS [Members], CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ProjectMembers] AS [p7]
        WHERE [p].[Id] = [p7].[Project] AND [p7].[Person] = @me) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END AS [IsMember], [e].[Handle], [e].[Name], [e].[Policies], CASE
    WHEN EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me0) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END AS [IsAdmin], [a].[State], [a].[ApprovedAt], (
    SELECT TOP(1) [d].[State]
    FROM [Dispensals] AS [d]
    WHERE [d].[Project] = [p].[Id]
    ORDER BY [d].[AskedAt] DESC) AS [Newest], (
    SELECT MAX([d0].[InventoryNumber])
    FROM [Dispensals] AS [d0]
    WHERE [d0].[Project] = [p].[Id] AND [d0].[State] = N'Delivered') AS [Delivered]
FROM [Projects] AS [p]
INNER JOIN [Environments] AS [e] ON [p].[Environment] = [e].[Id]
INNER JOIN [AccessRequests] AS [a] ON [p].[Request] = [a].[Id]
WHERE [p].[Id] IN (
    SELECT [p4].[Id]
    FROM (
        SELECT TOP(51) [p0].[Id]
        FROM [Projects] AS [p0]
        WHERE [p0].[State] = N'Open' AND [p0].[Owner] = @me1
        ORDER BY [p0].[CreatedAt] DESC, [p0].[Id] DESC
    ) AS [p4]
    UNION
    SELECT [p5].[Id]
    FROM (
        SELECT TOP(51) [p1].[Id]
        FROM [Projects] AS [p1]
        WHERE [p1].[State] = N'Open' AND [p1].[Id] IN (
            SELECT [p2].[Id]
            FROM [Projects] AS [p2]
            INNER JOIN [ProjectMembers] AS [p3] ON [p2].[Id] = [p3].[Project]
            WHERE [p3].[Person] = @me2
        )
        ORDER BY [p1].[CreatedAt] DESC, [p1].[Id] DESC
    ) AS [p5]
)
ORDER BY [p].[CreatedAt] DESC, [p].[Id] DESC
GO
SELECT [s].[Id], [s].[CreatedAt], [s].[CreatedBy], [s].[DeletedAt], [s].[Environment], [s].[ErasedAt], [s].[IsErasureListed], [s].[Name], [s].[Owner], [s].[PinnedNumber], [s].[PinnedVersion], [s].[Reference], [s].[Request], [s].[RequestHash], [s].[RequestVersion], [s].[State], [s].[Version], [s].[Id0], [s].[Id1], [p0].[Project], [p0].[Person], [s].[Handle], [s].[Name0], [s].[State0], [s].[Policies], [s].[c], [s].[State1], [s].[ApprovedAt], [s].[c0], [s].[c1]
FROM (
    SELECT TOP(1) [p].[Id], [p].[CreatedAt], [p].[CreatedBy], [p].[DeletedAt], [p].[Environment], [p].[ErasedAt], [p].[IsErasureListed], [p].[Name], [p].[Owner], [p].[PinnedNumber], [p].[PinnedVersion], [p].[Reference], [p].[Request], [p].[RequestHash], [p].[RequestVersion], [p].[State], [p].[Version], [e].[Handle], [e].[Name] AS [Name0], [e].[State] AS [State0], [e].[Policies], CASE
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
