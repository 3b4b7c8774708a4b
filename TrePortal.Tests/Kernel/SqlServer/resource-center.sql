SELECT [e2].[Id], [e2].[Handle], [e2].[Name], [o].[Handle], [o].[Name], [o].[Id], [e2].[Region], [e2].[State], [e2].[Visibility], [e2].[Details], [e2].[Policies], [e2].[Showcase], [e2].[ReviewMode], [e2].[UpdatedAt], [e2].[PublishedAt], [e2].[Version], [i].[Number], [i].[Label], [i].[Notes], [i].[ActivatedAt], [i].[Assets], [i].[Tier], CASE
    WHEN EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e3]
        WHERE [e2].[Id] = [e3].[Environment] AND [e3].[Person] = @me9) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, CASE
    WHEN EXISTS (
        SELECT 1
        FROM [EnvironmentAuthorizations] AS [e4]
        WHERE [e2].[Id] = [e4].[Environment] AND [e4].[Key] IN (@keys101, @keys102) AND ([e4].[Until] IS NULL OR [e4].[Until] >= @today11)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ReviewSteps] AS [r0]
        WHERE [e2].[Id] = [r0].[Environment] AND EXISTS (
            SELECT 1
            FROM [StepReviewers] AS [s0]
            WHERE [r0].[Environment] = [s0].[Environment] AND [r0].[Id] = [s0].[Step] AND [s0].[Person] = @me90)) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, (
    SELECT COUNT(*)
    FROM [Environments] AS [e5]
    WHERE [e5].[State] <> N'Draft' AND (EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e6]
        WHERE [e5].[Id] = [e6].[Environment] AND [e6].[Person] = @me1) OR ([e5].[State] <> N'Draft' AND ([e5].[Visibility] = N'Public' OR EXISTS (
        SELECT 1
        FROM [EnvironmentAuthorizations] AS [e7]
        WHERE [e5].[Id] = [e7].[Environment] AND [e7].[Key] IN (@keys1, @keys2) AND ([e7].[Until] IS NULL OR [e7].[Until] >= @today)) OR EXISTS (
        SELECT 1
        FROM [ReviewSteps] AS [r1]
        WHERE [e5].[Id] = [r1].[Environment] AND EXISTS (
            SELECT 1
            FROM [StepReviewers] AS [s1]
            WHERE [r1].[Environment] = [s1].[Environment] AND [r1].[Id] = [s1].[Step] AND [s1].[Person] = @me2))))) AND [e5].[SearchText] LIKE @pattern ESCAPE N'\' AND [e5].[State] = @state)
FROM (
    SELECT [e].[Id], [e].[ActiveVersion], [e].[Details], [e].[Handle], [e].[Name], [e].[Organization], [e].[Policies], [e].[PublishedAt], [e].[Region], [e].[ReviewMode], [e].[Showcase], [e].[State], [e].[UpdatedAt], [e].[Version], [e].[Visibility]
    FROM [Environments] AS [e]
    WHERE [e].[State] <> N'Draft' AND (EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e0]
        WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) OR ([e].[State] <> N'Draft' AND ([e].[Visibility] = N'Public' OR EXISTS (
        SELECT 1
        FROM [EnvironmentAuthorizations] AS [e1]
        WHERE [e].[Id] = [e1].[Environment] AND [e1].[Key] IN (@keys1, @keys2) AND ([e1].[Until] IS NULL OR [e1].[Until] >= @today)) OR EXISTS (
        SELECT 1
        FROM [ReviewSteps] AS [r]
        WHERE [e].[Id] = [r].[Environment] AND EXISTS (
            SELECT 1
            FROM [StepReviewers] AS [s]
            WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND [s].[Person] = @me0))))) AND [e].[SearchText] LIKE @pattern ESCAPE N'\' AND [e].[State] = @state
    ORDER BY [e].[Name], [e].[Handle]
    OFFSET @p ROWS FETCH NEXT @p8 ROWS ONLY
) AS [e2]
INNER JOIN [Organizations] AS [o] ON [e2].[Organization] = [o].[Id]
LEFT JOIN [InventoryVersions] AS [i] ON [e2].[ActiveVersion] = [i].[Id]
ORDER BY [e2].[Name], [e2].[Handle]
GO
SELECT [o].[Handle], [o].[Name], [e].[CategoryText], COUNT(*) AS [Count]
FROM [Environments] AS [e]
INNER JOIN [Organizations] AS [o] ON [e].[Organization] = [o].[Id]
WHERE [e].[State] <> N'Draft' AND (EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) OR ([e].[State] <> N'Draft' AND ([e].[Visibility] = N'Public' OR EXISTS (
    SELECT 1
    FROM [EnvironmentAuthorizations] AS [e1]
    WHERE [e].[Id] = [e1].[Environment] AND [e1].[Key] IN (@keys1, @keys2) AND ([e1].[Until] IS NULL OR [e1].[Until] >= @today)) OR EXISTS (
    SELECT 1
    FROM [ReviewSteps] AS [r]
    WHERE [e].[Id] = [r].[Environment] AND EXISTS (
        SELECT 1
        FROM [StepReviewers] AS [s]
        WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND [s].[Person] = @me0)))))
GROUP BY [o].[Handle], [o].[Name], [e].[CategoryText]
GO
