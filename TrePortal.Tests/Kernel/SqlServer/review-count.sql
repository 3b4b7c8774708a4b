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
SELECT COUNT(*)
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r1] ON [a].[Id] = [r1].[Request]
INNER JOIN [People] AS [p] ON [a].[Owner] = [p].[Id]
WHERE 0 = 1
GO
