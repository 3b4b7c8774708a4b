using System.Security.Cryptography;
using System.Text;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Web.Hosting;

/// <summary>
/// The one-time token with which the first platform admin is made on an empty portal. Every start without anybody makes
/// a new one; only its hash is kept, and that goes when it was used.
/// </summary>
internal sealed partial class Bootstrap(DataRoot root, IServiceScopeFactory scopes, AccountLinks links, ILogger<Bootstrap> log) : IFirstStart, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    private string HashFile => Path.Combine(root.Keys, "bootstrap.sha256");

    public bool IsOpen => File.Exists(HashFile);

    public async Task OfferAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<IPeopleQueries>().IsEmptyAsync(cancellation))
        {
            File.Delete(HashFile);
            return;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        await File.WriteAllTextAsync(HashFile, Hash.Of(token), cancellation);
        LogOffered(links.Bootstrap, token);
    }

    public async Task<Result<PersonId>> UseAsync(string token, PersonDetails details, string password, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (!IsOpen || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(await File.ReadAllTextAsync(HashFile, cancellation)), Encoding.ASCII.GetBytes(Hash.Of(token.Trim()))))
            {
                return new Invalid("Token", "bootstrap-token", "This is not the token that the portal printed when it started.");
            }

            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = Caller.Operator("bootstrap");
            var created = await scope.ServiceProvider.GetRequiredService<PeopleCommands>().CreateFirstAdminAsync(details, password, cancellation);
            if (created.IsOk)
            {
                File.Delete(HashFile);
            }

            return created;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    [LoggerMessage(9402, LogLevel.Warning, "This portal has nobody yet. Open {Address} and make the first platform admin with this one-time token: {Token}")]
    private partial void LogOffered(string address, string token);
}
