SELECT [p].[Id], [p].[UserName], [p].[IsPlatformAdmin], [s].[Id], [s].[Level], [s].[MayManageEnvironments]
FROM [People] AS [p]
LEFT JOIN (
    SELECT [o].[Id], [o0].[Level], [o0].[MayManageEnvironments], [o0].[Person] AS [Person0]
    FROM [Organizations] AS [o]
    INNER JOIN [OrganizationMembers] AS [o0] ON [o].[Id] = [o0].[Organization]
) AS [s] ON [p].[Id] = [s].[Person0]
WHERE [p].[Id] = @person AND [p].[IsEnabled] = CAST(1 AS bit)
GO
