SELECT COUNT(*)
FROM [AccessRequests] AS [a]
INNER JOIN [RequestSteps] AS [r0] ON [a].[Id] = [r0].[Request]
INNER JOIN [People] AS [p] ON [a].[Owner] = [p].[Id]
WHERE [a].[State] = N'InReview' AND [a].[Owner] <> @me AND NOT EXISTS (
    SELECT 1
    FROM [RequestCollaborators] AS [r]
    WHERE [a].[Id] = [r].[Request] AND [r].[Person] = @me0) AND [r0].[State] = N'Open' AND NOT EXISTS (
    SELECT 1
    FROM [RequestDecisions] AS [r1]
    WHERE [a].[Id] = [r1].[Request] AND [r1].[RequestVersion] = [r0].[RequestVersion] AND [r1].[Step] = [r0].[Step] AND [r1].[Reviewer] = @me1) AND EXISTS (
    SELECT 1
    FROM [Environments] AS [e]
    WHERE [e].[Id] = [a].[Environment] AND EXISTS (
        SELECT 1
        FROM [ReviewSteps] AS [r2]
        WHERE [e].[Id] = [r2].[Environment] AND [r2].[Id] = [r0].[Step] AND EXISTS (
            SELECT 1
            FROM [StepReviewers] AS [s]
            WHERE [r2].[Environment] = [s].[Environment] AND [r2].[Id] = [s].[Step] AND [s].[Person] = @me2)))
GO
