SELECT TOP(@p) [i0].[Id], [i0].[Number], [i0].[Label], CASE
    WHEN CAST(LEN([i0].[Notes]) AS int) > 200 THEN SUBSTRING([i0].[Notes], 0 + 1, 200)
    ELSE [i0].[Notes]
END, [i0].[State], CASE
    WHEN [i0].[State] = N'Pending' AND [e].[ActiveVersion] IS NOT NULL THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, [i0].[OpenWarnings], CASE
    WHEN [p].[Id] IS NULL THEN N''
    ELSE [p].[DisplayName]
END, [i0].[CreatedAt], [i0].[ActivatedAt]
FROM [Environments] AS [e]
INNER JOIN (
    SELECT [i].[Id], [i].[ActivatedAt], [i].[Author], [i].[CreatedAt], [i].[Environment], [i].[Label], [i].[Notes], [i].[Number], [i].[OpenWarnings], [i].[State]
    FROM [InventoryVersions] AS [i]
    WHERE [i].[Number] < @below
) AS [i0] ON [e].[Id] = [i0].[Environment]
LEFT JOIN [People] AS [p] ON [i0].[Author] = [p].[Id]
WHERE [e].[Handle] = @_8__locals1_handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [i0].[Number] DESC
GO
SELECT TOP(1) [e].[Id], [e].[ActiveVersion], [e].[PendingVersion]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
SELECT TOP(1) [e].[Id], [e].[ActiveVersion], [e].[PendingVersion]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
SELECT [e].[Id], [i0].[Id], [i0].[ActivatedAt], [i0].[Assets], [i0].[Author], [i0].[CreatedAt], [i0].[Environment], [i0].[Label], [i0].[Notes], [i0].[Number], [i0].[OpenWarnings], [i0].[State], [i0].[Tier], [i0].[Version], [i0].[Warnings], COALESCE((
    SELECT TOP(1) [p].[DisplayName]
    FROM [People] AS [p]
    WHERE [p].[Id] = [i0].[Author]), N'') AS [Author]
FROM [Environments] AS [e]
LEFT JOIN (
    SELECT [i].[Id], [i].[ActivatedAt], [i].[Assets], [i].[Author], [i].[CreatedAt], [i].[Environment], [i].[Label], [i].[Notes], [i].[Number], [i].[OpenWarnings], [i].[State], [i].[Tier], [i].[Version], [i].[Warnings], [i].[Environment] AS [Environment0]
    FROM [InventoryVersions] AS [i]
    WHERE [i].[State] IN (N'Pending', N'Active')
) AS [i0] ON [e].[Id] = [i0].[Environment0]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [i0].[Number] DESC
GO
