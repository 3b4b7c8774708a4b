SELECT TOP(1) [p].[Id], [p].[UserName], [p].[IsPlatformAdmin]
FROM [People] AS [p]
WHERE [p].[Id] = @person AND [p].[IsEnabled] = CAST(1 AS bit)
GO
