SELECT TOP(1) [e].[Id], [e].[Name], [e].[State], [e].[Policies], [i].[Version], [i].[Label], [i].[State], [i].[Assets]
FROM [Environments] AS [e]
INNER JOIN [InventoryVersions] AS [i] ON [e].[Id] = [i].[Environment]
WHERE [e].[Handle] = @_8__locals1_handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) AND [i].[Number] = @_8__locals1_number
GO
SELECT TOP(1) [e].[Id], [e].[Name], [e].[State], [e].[Policies], [i].[Id], [i].[State], [i].[Assets], [c0].[Id], [c0].[BasedOn], [c0].[Content], [c0].[Environment], [c0].[InventoryVersion], [c0].[Person], [c0].[UpdatedAt], [c0].[Version]
FROM [Environments] AS [e]
INNER JOIN [InventoryVersions] AS [i] ON [e].[Id] = [i].[Environment]
LEFT JOIN (
    SELECT [c].[Id], [c].[BasedOn], [c].[Content], [c].[Environment], [c].[InventoryVersion], [c].[Person], [c].[UpdatedAt], [c].[Version], [c].[InventoryVersion] AS [InventoryVersion0]
    FROM [CollectionsDrafts] AS [c]
    WHERE [c].[Person] = @me
) AS [c0] ON [i].[Id] = [c0].[InventoryVersion0]
WHERE [e].[Handle] = @_8__locals1_handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me0) AND [i].[Number] = @_8__locals1_number
GO
