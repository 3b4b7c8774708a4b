SELECT TOP(1) [e].[Id], [e].[Version], [e].[Name], [e].[State], [e].[Policies], [e].[Showcase], [i].[Id], [i].[Number], [i].[State], [i].[Assets]
FROM [Environments] AS [e]
INNER JOIN [InventoryVersions] AS [i] ON [e].[Id] = [i].[Environment]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
ORDER BY [i].[Number] DESC
GO
