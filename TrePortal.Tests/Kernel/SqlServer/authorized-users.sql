SELECT [e1].[Key], [e1].[Person], [e1].[Organization] AS [OrganizationId], [e1].[Until], [e1].[Since], CASE
    WHEN [p].[Id] IS NULL THEN [o].[Handle]
    ELSE [p].[UserName]
END AS [Name], CASE
    WHEN [p].[Id] IS NULL THEN [o].[Name]
    ELSE [p].[DisplayName]
END AS [Title], [p].[Email], CASE
    WHEN [p].[Id] IS NULL OR [p].[IsEnabled] = CAST(1 AS bit) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END AS [IsEnabled], (
    SELECT COUNT(*)
    FROM [ReviewSteps] AS [r0]
    WHERE [e].[Id] = [r0].[Environment] AND EXISTS (
        SELECT 1
        FROM [StepReviewers] AS [s0]
        WHERE [r0].[Environment] = [s0].[Environment] AND [r0].[Id] = [s0].[Step] AND [s0].[Person] = [e1].[Person])) AS [Steps], (
    SELECT COUNT(*)
    FROM [Environments] AS [e2]
    INNER JOIN [EnvironmentAuthorizations] AS [e4] ON [e2].[Id] = [e4].[Environment]
    LEFT JOIN [People] AS [p0] ON [e4].[Person] = [p0].[Id]
    LEFT JOIN [Organizations] AS [o2] ON [e4].[Organization] = [o2].[Id]
    WHERE [e2].[Handle] = @handle AND EXISTS (
        SELECT 1
        FROM [EnvironmentAdmins] AS [e3]
        WHERE [e2].[Id] = [e3].[Environment] AND [e3].[Person] = @me) AND (CASE
        WHEN [p0].[Id] IS NULL THEN [o2].[Handle]
        ELSE [p0].[UserName]
    END LIKE @pattern ESCAPE N'\' OR CASE
        WHEN [p0].[Id] IS NULL THEN [o2].[Name]
        ELSE [p0].[DisplayName]
    END LIKE @pattern0 ESCAPE N'\' OR [p0].[Email] LIKE @pattern1 ESCAPE N'\' OR EXISTS (
        SELECT 1
        FROM [Organizations] AS [o3]
        WHERE [o3].[Name] LIKE @pattern2 ESCAPE N'\' AND EXISTS (
            SELECT 1
            FROM [OrganizationMembers] AS [o4]
            WHERE [o3].[Id] = [o4].[Organization] AND [o4].[Person] = [e4].[Person]))) AND (
        SELECT COUNT(*)
        FROM [ReviewSteps] AS [r1]
        WHERE [e2].[Id] = [r1].[Environment] AND EXISTS (
            SELECT 1
            FROM [StepReviewers] AS [s1]
            WHERE [r1].[Environment] = [s1].[Environment] AND [r1].[Id] = [s1].[Step] AND [s1].[Person] = [e4].[Person])) > 0) AS [All], (
    SELECT TOP(1) [o5].[Name]
    FROM [Organizations] AS [o5]
    WHERE EXISTS (
        SELECT 1
        FROM [OrganizationMembers] AS [o6]
        WHERE [o5].[Id] = [o6].[Organization] AND [o6].[Person] = [e1].[Person])
    ORDER BY [o5].[Name]) AS [Organization], ISNULL((
    SELECT TOP(1) (
        SELECT COUNT(*)
        FROM [OrganizationMembers] AS [o8]
        WHERE [o7].[Id] = [o8].[Organization])
    FROM [Organizations] AS [o7]
    WHERE [o7].[Id] = [e1].[Organization]), 0) AS [Members]
FROM [Environments] AS [e]
INNER JOIN [EnvironmentAuthorizations] AS [e1] ON [e].[Id] = [e1].[Environment]
LEFT JOIN [People] AS [p] ON [e1].[Person] = [p].[Id]
LEFT JOIN [Organizations] AS [o] ON [e1].[Organization] = [o].[Id]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me) AND (CASE
    WHEN [p].[Id] IS NULL THEN [o].[Handle]
    ELSE [p].[UserName]
END LIKE @pattern3 ESCAPE N'\' OR CASE
    WHEN [p].[Id] IS NULL THEN [o].[Name]
    ELSE [p].[DisplayName]
END LIKE @pattern4 ESCAPE N'\' OR [p].[Email] LIKE @pattern5 ESCAPE N'\' OR EXISTS (
    SELECT 1
    FROM [Organizations] AS [o0]
    WHERE [o0].[Name] LIKE @pattern6 ESCAPE N'\' AND EXISTS (
        SELECT 1
        FROM [OrganizationMembers] AS [o1]
        WHERE [o0].[Id] = [o1].[Organization] AND [o1].[Person] = [e1].[Person]))) AND (
    SELECT COUNT(*)
    FROM [ReviewSteps] AS [r]
    WHERE [e].[Id] = [r].[Environment] AND EXISTS (
        SELECT 1
        FROM [StepReviewers] AS [s]
        WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND [s].[Person] = [e1].[Person])) > 0
ORDER BY CASE
    WHEN [e1].[Organization] IS NULL THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END, LOWER(CASE
    WHEN [p].[Id] IS NULL THEN [o].[Name]
    ELSE [p].[DisplayName]
END), CASE
    WHEN [p].[Id] IS NULL THEN [o].[Handle]
    ELSE [p].[UserName]
END
OFFSET @p ROWS FETCH NEXT @p14 ROWS ONLY
GO
SELECT TOP(1) [e].[Id]
FROM [Environments] AS [e]
WHERE [e].[Handle] = @handle AND EXISTS (
    SELECT 1
    FROM [EnvironmentAdmins] AS [e0]
    WHERE [e].[Id] = [e0].[Environment] AND [e0].[Person] = @me)
GO
