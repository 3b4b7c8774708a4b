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
internal sealed class EvidencePack(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files, IDocumentStore documents) : IEvidencePack
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
                await new Writing(zip, documents, now).AllAsync(contexts, files, request, cancellation);
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

    private sealed class Writing(ZipArchive zip, IDocumentStore documents, DateTimeOffset now)
    {
        private readonly List<object> _entries = [];

        public async Task AllAsync(IDbContextFactory<PortalDbContext> contexts, IDispensedFiles files, AccessRequestId id, CancellationToken cancellation)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var request = await db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == id, cancellation);
            var environment = await db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Id == request.Environment).Select(row => new { row.Handle, row.Name }).SingleAsync(cancellation);
            var attachments = await db.Set<RequestAttachment>().AsNoTracking().Where(row => row.Request == id).ToListAsync(cancellation);
            var messages = await db.Set<RequestMessage>().AsNoTracking().Where(row => row.Request == id).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellation);
            var projects = await db.Set<Project>().AsNoTracking().Where(row => row.Request == id).OrderBy(row => row.CreatedAt).ToListAsync(cancellation);
            var names = await NamesAsync(db, request, messages, projects, cancellation);

            foreach (var version in request.Versions)
            {
                await AddAsync($"versions/{version.Number}.json", Encoding.UTF8.GetBytes(version.Frozen), cancellation); // as it was hashed, byte for byte
            }

            await AttachmentsAsync(request, attachments, cancellation);
            await AddAsync("places.json", Json(new
            {
                recusals = request.Recusals.Select(recusal => new { reviewer = names.GetValueOrDefault(recusal.Reviewer), recusal.Reason, recusal.At }),
                handOvers = request.HandOvers.Select(place => new { place.Step, from = names.GetValueOrDefault(place.From), to = names.GetValueOrDefault(place.To), place.At }),
                passings = request.Passings.Select(passing => new { before = names.GetValueOrDefault(passing.Before), after = names.GetValueOrDefault(passing.After), by = names.GetValueOrDefault(passing.By), passing.Reason, passing.At }),
            }), cancellation);
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

        // Once for each content, under its hash: versions name what they had.
        private async Task AttachmentsAsync(AccessRequest request, List<RequestAttachment> kept, CancellationToken cancellation)
        {
            var named = request.Versions.SelectMany(version => version.Content.Attached).DistinctBy(file => file.Hash).ToDictionary(file => file.Hash);
            foreach (var hash in kept.Select(row => row.Hash).Distinct().Where(named.ContainsKey).Order(StringComparer.Ordinal))
            {
                await using var content = documents.Open(hash);
                if (content is not null)
                {
                    using var copy = new MemoryStream();
                    await content.CopyToAsync(copy, cancellation);
                    await AddAsync($"attachments/{hash}-{named[hash].Name}", copy.ToArray(), cancellation);
                }
            }
        }

        private async Task DeliveriesAsync(PortalDbContext db, IDispensedFiles files, List<Project> projects, CancellationToken cancellation)
        {
            foreach (var project in projects)
            {
                var delivered = await db.Set<ProjectDispensal>().AsNoTracking().Where(row => row.Project == project.Id && row.State == DispensalState.Delivered).OrderBy(row => row.AskedAt).ToListAsync(cancellation);
                foreach (var dispensal in delivered)
                {
                    var manifest = await ManifestAsync(files, new DeliveredFolder(project.Id, dispensal.Id, dispensal.ManifestHash!), cancellation);
                    var problem = project.State == ProjectState.Deleted ? "The project was deleted; the hashes of its files are in the audit events." : "The manifest on disk is not the one that was delivered.";
                    await AddAsync($"projects/{project.Id}/{dispensal.Id}.manifest.json", manifest ?? Json(new { problem, dispensal.ManifestHash }), cancellation);
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
                .. request.Recusals.Select(recusal => (PersonId?)recusal.Reviewer), .. request.HandOvers.SelectMany(place => new PersonId?[] { place.From, place.To }),
                .. request.Passings.SelectMany(passing => new PersonId?[] { passing.Before, passing.After, passing.By }),
                .. messages.Select(message => (PersonId?)message.Author), .. projects.Select(project => (PersonId?)project.CreatedBy),
            ];
            var people = ids.OfType<PersonId>().Distinct().ToList();
            return await db.Set<Person>().AsNoTracking().Where(person => people.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, person => (object)new { id = person.Id.Value, person.UserName, person.DisplayName }, cancellation);
        }
    }
}
