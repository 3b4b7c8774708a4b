using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Writes the pack into a temporary file that goes with its stream: what fails, fails before anything is sent. The last
/// entry, <c>index.json</c>, names every other one with its SHA-256.
/// </summary>
internal sealed class EvidencePack(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files) : IEvidencePack
{
    private static readonly JsonSerializerOptions Format = new(JsonColumn.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Stream> MakeAsync(AccessRequestId request, DateTimeOffset now, CancellationToken cancellation)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation))
            {
                await new Writing(zip, now).AllAsync(contexts, files, request, cancellation);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private sealed class Writing(ZipArchive zip, DateTimeOffset now)
    {
        private readonly List<object> _entries = [];

        public async Task AllAsync(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files, AccessRequestId id, CancellationToken cancellation)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var request = await db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == id, cancellation);
            var environment = await db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Id == request.Environment).Select(row => new { row.Handle, row.Name }).SingleAsync(cancellation);
            var messages = await db.Set<RequestMessage>().AsNoTracking().Where(row => row.Request == id).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellation);
            var projects = await db.Set<Project>().AsNoTracking().Where(row => row.Request == id).OrderBy(row => row.CreatedAt).ToListAsync(cancellation);
            var names = await NamesAsync(db, request, messages, projects, cancellation);

            foreach (var version in request.Versions)
            {
                await AddAsync($"versions/{version.Number}.json", Encoding.UTF8.GetBytes(version.Frozen), cancellation); // as it was hashed, byte for byte
            }

            await AddAsync("decisions.json", Json(request.Steps.OrderBy(step => step.RequestVersion).ThenBy(step => step.Order).Select(step => new
            {
                version = step.RequestVersion, step.Step, step.Name, step.Quorum, step.State, step.OpenedAt, step.ClosedAt,
                decisions = request.Decisions.Where(decision => decision.RequestVersion == step.RequestVersion && decision.Step == step.Step).OrderBy(decision => decision.DecidedAt).Select(decision => new
                {
                    reviewer = names.GetValueOrDefault(decision.Reviewer), decision.Outcome, decision.IsFinal, decision.Justification, decision.Participants, decision.DecidedAt,
                }),
            })), cancellation);
            await AddAsync("messages.json", Json(messages.Select(message => new { author = names.GetValueOrDefault(message.Author), message.At, message.Text })), cancellation);
            await DeliveriesAsync(db, files, projects, cancellation);
            await AuditAsync(db, [id.Value, .. projects.Select(project => project.Id.Value)], cancellation);
            await AddAsync("index.json", Json(new
            {
                request = id.Value,
                request.Reference,
                request.State,
                environment,
                owner = names.GetValueOrDefault(request.Owner),
                versions = request.Versions.Select(version => new { version.Number, version.Hash, version.SubmittedAt }),
                ending = request.Ending is { } ending ? new { by = names.GetValueOrDefault(ending.By), ending.At, ending.Words } : null,
                madeAt = now,
                entries = _entries,
            }), cancellation);
        }

        private async Task DeliveriesAsync(PortalDbContext db, IDispensedFiles files, List<Project> projects, CancellationToken cancellation)
        {
            foreach (var project in projects)
            {
                var delivered = await db.Set<ProjectDispensal>().AsNoTracking().Where(row => row.Project == project.Id && row.State == DispensalState.Delivered).OrderBy(row => row.AskedAt).ToListAsync(cancellation);
                foreach (var dispensal in delivered)
                {
                    var manifest = await ManifestAsync(files, new DeliveredFolder(project.Id, dispensal.Id, dispensal.ManifestHash!), cancellation);
                    await AddAsync($"projects/{project.Id}/{dispensal.Id}.manifest.json", manifest ?? Json(new { problem = "The manifest on disk is not the one that was delivered.", dispensal.ManifestHash }), cancellation);
                }
            }
        }

        // A damaged delivery is evidence, too.
        private static async Task<byte[]?> ManifestAsync(IDispensedFiles files, DeliveredFolder folder, CancellationToken cancellation)
        {
            try
            {
                return ManifestJson.Write(await files.ManifestAsync(folder, cancellation));
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        // With the hashes of the chain, so that "audit verify" and a checkpoint can be held against it.
        private async Task AuditAsync(PortalDbContext db, List<Guid> subjects, CancellationToken cancellation)
        {
            using var lines = new MemoryStream();
            var events = db.AuditEvents.AsNoTracking().Where(row => (row.SubjectKind == "request" || row.SubjectKind == "project") && subjects.Contains(row.SubjectId)).OrderBy(row => row.Sequence);
            await foreach (var happened in events.AsAsyncEnumerable().WithCancellation(cancellation))
            {
                await JsonSerializer.SerializeAsync(lines, happened, JsonColumn.Options, cancellation);
                lines.WriteByte((byte)'\n');
            }

            await AddAsync("audit.jsonl", lines.ToArray(), cancellation);
        }

        private async Task AddAsync(string path, byte[] content, CancellationToken cancellation)
        {
            var entry = zip.CreateEntry(path);
            entry.LastWriteTime = now;
            await using var stream = await entry.OpenAsync(cancellation);
            await stream.WriteAsync(content, cancellation);
            _entries.Add(new { path, bytes = content.Length, sha256 = Hash.Of(content) });
        }

        private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Format);

        private static async Task<Dictionary<PersonId, object>> NamesAsync(
            PortalDbContext db, AccessRequest request, List<RequestMessage> messages, List<Project> projects, CancellationToken cancellation)
        {
            List<PersonId?> ids =
            [
                request.Owner, request.Ending?.By, .. request.Decisions.Select(decision => (PersonId?)decision.Reviewer),
                .. messages.Select(message => (PersonId?)message.Author), .. projects.Select(project => (PersonId?)project.CreatedBy),
            ];
            var people = ids.OfType<PersonId>().Distinct().ToList();
            return await db.Set<Person>().AsNoTracking().Where(person => people.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, person => (object)new { id = person.Id.Value, person.UserName, person.DisplayName }, cancellation);
        }
    }
}
