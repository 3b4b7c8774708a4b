SELECT [r].[Id]
FROM [Environments] AS [e]
INNER JOIN [ReviewSteps] AS [r] ON [e].[Id] = [r].[Environment]
WHERE EXISTS (
    SELECT 1
    FROM [StepReviewers] AS [s]
    WHERE [r].[Environment] = [s].[Environment] AND [r].[Id] = [s].[Step] AND [s].[Person] = @me)
UNION
SELECT [r0].[Step] AS [Id]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestHandOvers] AS [r0] ON [a].[Id] = [r0].[Request]
WHERE [r0].[To] = @me0
GO
SELECT [e].[Id], [e].[Handle], [e].[Name], [e].[State]
FROM [Environments] AS [e]
WHERE 0 = 1
ORDER BY [e].[Name]
GO
SELECT COUNT(*)
FROM (
    SELECT TOP(@p) 1 AS empty
    FROM [AccessRequests] AS [a]
    INNER JOIN [RequestSteps] AS [r1] ON [a].[Id] = [r1].[Request]
    INNER JOIN [People] AS [p] ON [a].[Owner] = [p].[Id]
    WHERE 0 = 1
) AS [s0]
GO
SELECT [a].[Id] AS [Request], [a].[Title], [a].[Reference], [a].[Environment], [p].[DisplayName] AS [Owner], [a].[State], [r1].[Step], [r1].[Name] AS [StepName], [r1].[Order], [r1].[RequestVersion] AS [Version], [a].[SubmittedAt] AS [Submitted], NULL AS [Outcome], NULL AS [DecidedAt]
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r1] ON [a].[Id] = [r1].[Request]
INNER JOIN [People] AS [p] ON [a].[Owner] = [p].[Id]
WHERE 0 = 1
ORDER BY [a].[SubmittedAt], [a].[Id], [r1].[Order]
OFFSET @p ROWS FETCH NEXT @p10 ROWS ONLY
GO
