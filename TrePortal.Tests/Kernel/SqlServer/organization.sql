SELECT TOP(1) [o].[Id], [o].[Name], [o].[Version], (
    SELECT COUNT(*)
    FROM [OrganizationMembers] AS [o0]
    WHERE [o].[Id] = [o0].[Organization]) AS [Members], (
    SELECT COUNT(*)
    FROM [OrganizationMembers] AS [o1]
    WHERE [o].[Id] = [o1].[Organization] AND [o1].[Level] = N'Admin') AS [Admins], (
    SELECT COUNT(*)
    FROM [OrganizationMembers] AS [o2]
    WHERE [o].[Id] = [o2].[Organization] AND [o2].[MayManageEnvironments] = CAST(1 AS bit)) AS [Managers], (
    SELECT COUNT(*)
    FROM [Invitations] AS [i]
    WHERE [i].[Organization] = [o].[Id] AND [i].[State] = N'Pending' AND [i].[ExpiresAt] > @now) AS [Invitations]
FROM [Organizations] AS [o]
WHERE [o].[Handle] = @handle
GO
SELECT TOP(@p) [p].[Id], [p].[UserName], [p].[DisplayName], [p].[Email], [p].[IsEnabled], [o0].[Level], [o0].[MayManageEnvironments]
FROM [Organizations] AS [o]
INNER JOIN [OrganizationMembers] AS [o0] ON [o].[Id] = [o0].[Organization]
INNER JOIN [People] AS [p] ON [o0].[Person] = [p].[Id]
WHERE [o].[Handle] = @organization AND [o0].[Level] = @filter_Level AND [o0].[MayManageEnvironments] = CAST(1 AS bit) AND ([p].[UserName] LIKE @pattern ESCAPE N'\' OR [p].[DisplayName] LIKE @pattern0 ESCAPE N'\' OR [p].[Email] LIKE @pattern1 ESCAPE N'\') AND ([p].[DisplayName] > @name OR ([p].[DisplayName] = @name AND [p].[UserName] > @login))
ORDER BY [p].[DisplayName], [p].[UserName]
GO
SELECT TOP(1) [o].[Name]
FROM [Organizations] AS [o]
WHERE [o].[Handle] = @organization
GO
SELECT [i].[Id], [o].[Handle], [o].[Name], [i].[Level], [i].[MayManageEnvironments], [i].[Note], COALESCE((
    SELECT TOP(1) [p0].[DisplayName]
    FROM [People] AS [p0]
    WHERE [p0].[Id] = [i].[InvitedBy]), N''), [i].[ExpiresAt]
FROM [People] AS [p]
CROSS JOIN [Invitations] AS [i]
INNER JOIN [Organizations] AS [o] ON [i].[Organization] = [o].[Id]
WHERE [p].[Id] = @reader AND [p].[IsEnabled] = CAST(1 AS bit) AND [i].[State] = N'Pending' AND [i].[ExpiresAt] > @now AND ([i].[Person] = [p].[Id] OR ([i].[Person] IS NULL AND [i].[Address] = [p].[Email]))
ORDER BY [i].[InvitedAt] DESC, [o].[Name]
GO
