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
SELECT TOP(1) [e].[Id], [e].[ActiveVersion], [e].[PendingVersion]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
