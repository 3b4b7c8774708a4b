using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace TrePortal.Tests.Notifications;

/// <summary>
/// A real mail server on the loopback address: a script over Debian's python3-aiosmtpd that keeps what it receives as
/// files. It can be stopped and started again on the same port.
/// </summary>
internal sealed class MailServer : IAsyncDisposable
{
    private const string Script = """
        import asyncio, email, email.policy, json, os, ssl, sys, uuid
        from aiosmtpd.smtp import SMTP

        folder, port, refused, certificate = sys.argv[1:5]

        class Keep:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address == refused:
                    return '550 5.1.1 no such mailbox'
                envelope.rcpt_tos.append(address)
                return '250 OK'

            async def handle_DATA(self, server, session, envelope):
                message = email.message_from_bytes(envelope.content, policy=email.policy.default)
                kept = {'to': list(envelope.rcpt_tos), 'from': envelope.mail_from, 'messageId': message['Message-ID'], 'type': message.get_content_type(),
                        'subject': message['Subject'], 'body': message.get_content(), 'raw': envelope.content.decode('utf-8', 'replace')}
                name = os.path.join(folder, uuid.uuid4().hex)
                with open(name + '.part', 'w', encoding='utf-8') as file:
                    json.dump(kept, file)
                os.rename(name + '.part', name + '.json')
                return '250 OK'

        def session():
            context = None
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
            return SMTP(Keep(), hostname='localhost', tls_context=context)

        async def serve():
            server = await asyncio.get_running_loop().create_server(session, '127.0.0.1', int(port))
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()

        asyncio.run(serve())
        """;

    private static readonly Lazy<string?> _python = new(FindPython);

    private readonly string _folder = Directory.CreateTempSubdirectory("tre-portal-mail-").FullName;
    private readonly string _refused;
    private readonly string _certificate;
    private Process? _process;

    private MailServer(string refused, bool isEncrypted)
    {
        _refused = refused;
        File.WriteAllText(Path.Combine(_folder, "server.py"), Script);
        _certificate = isEncrypted ? WriteCertificate(Path.Combine(_folder, "server.pem")) : "";
    }

    /// <summary>Null where it can run.</summary>
    public static string? WhyNot => _python.Value is null ? "No Python with aiosmtpd here; test.sh installs it (Debian: python3-aiosmtpd)." : null;

    public int Port { get; private set; }

    /// <param name="refused">An address that the server refuses for good.</param>
    /// <param name="isEncrypted">It offers STARTTLS, with a certificate that nobody vouches for.</param>
    public static async Task<MailServer> StartAsync(string refused = "", bool isEncrypted = false)
    {
        var server = new MailServer(refused, isEncrypted);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(_python.Value!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(_folder, "server.py"), _folder, Port.ToString(CultureInfo.InvariantCulture), _refused, _certificate })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        Port = int.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The mail server did not start."), CultureInfo.InvariantCulture);
    }

    public async Task StopAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>What it has taken so far.</summary>
    public IReadOnlyList<ReceivedMail> Received() =>
        [.. Directory.EnumerateFiles(_folder, "*.json").Select(file => JsonSerializer.Deserialize<ReceivedMail>(File.ReadAllText(file), JsonSerializerOptions.Web)!).OrderBy(mail => mail.To[0], StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // The system's own first: that is where the package goes.
    private static string? FindPython() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasServer);

    private static bool HasServer(string python)
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo(python, ["-c", "import aiosmtpd"]) { RedirectStandardError = true })!;
            asked.StandardError.ReadToEnd();
            asked.WaitForExit();
            return asked.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }

    private static string WriteCertificate(string file)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return file;
    }
}

internal sealed record ReceivedMail(IReadOnlyList<string> To, string From, string MessageId, string Type, string Subject, string Body, string Raw);

/// <summary>A test against a real mail server; skipped, with that reason, where there is none.</summary>
public sealed class MailServerFactAttribute : FactAttribute
{
    public MailServerFactAttribute() => Skip = MailServer.WhyNot;
}
