SELECT TOP(1) [a].[Id], [a].[Owner], [a].[Scope], [a].[LastUsedOn]
FROM [AccessTokens] AS [a]
WHERE [a].[SecretHash] = @hash AND [a].[RevokedAt] IS NULL AND [a].[ExpiresAt] > @now AND EXISTS (
    SELECT 1
    FROM [People] AS [p]
    WHERE [p].[Id] = [a].[Owner] AND [p].[IsEnabled] = CAST(1 AS bit))
GO
SELECT TOP(1) [e].[Id], [e].[Version], [e].[ActiveVersion], (
    SELECT TOP(1) [i].[Version]
    FROM [InventoryVersions] AS [i]
    WHERE [i].[Id] = [e].[ActiveVersion]), COALESCE((
    SELECT COALESCE(SUM([b].[Questions]), 0)
    FROM [BudgetGrants] AS [b]
    WHERE [b].[Environment] = [e].[Id] AND [b].[Person] = @person), 0), COALESCE((
    SELECT COALESCE(SUM([b0].[Questions]), 0)
    FROM [BudgetGrants] AS [b0]
    WHERE [b0].[Environment] = [e].[Id]), 0), (
    SELECT TOP(1) [d].[Tiles]
    FROM [Dashboards] AS [d]
    WHERE [d].[Environment] = [e].[Id] AND [d].[Person] = @person0), (
    SELECT TOP(1) [w].[All]
    FROM [WithdrawalLists] AS [w]
    WHERE [w].[Id] = [e].[Id]), (
    SELECT TOP(1) [w0].[Shown]
    FROM [WithdrawalLists] AS [w0]
    WHERE [w0].[Id] = [e].[Id])
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle
GO
