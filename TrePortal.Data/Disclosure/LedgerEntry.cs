using System.Runtime.InteropServices;
using System.Text;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Disclosure;

/// <summary>A question that was charged to somebody.</summary>
/// <param name="Person">Who asked.</param>
/// <param name="Hash">SHA-256 of the canonical expression.</param>
/// <param name="Expression">The canonical expression.</param>
/// <param name="Release">Number of the inventory version that was asked.</param>
/// <param name="At">When.</param>
/// <param name="IsNeighbour">It differs by one clause or value from an earlier one of the same person.</param>
internal sealed record Charge(PersonId Person, string Hash, string Expression, int Release, DateTimeOffset At, bool IsNeighbour);

/// <summary>All questions of one person. Not safe for several callers at once.</summary>
internal sealed class ChargesOfOne
{
    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<DateTime, int> _days = [];
    private readonly CohortNeighbourhood _neighbourhood = new();
    private readonly List<string> _unread = []; // those of an earlier process are read when they are first compared

    public int Count => _hashes.Count;

    public bool Knows(string hash) => _hashes.Contains(hash);

    /// <param name="charge">A new one.</param>
    /// <param name="clauses">Of its expression; null when nobody has read it in this process.</param>
    public void Add(Charge charge, IReadOnlySet<string>? clauses)
    {
        _hashes.Add(charge.Hash);
        _days[charge.At.UtcDateTime.Date] = _days.GetValueOrDefault(charge.At.UtcDateTime.Date) + 1;
        if (clauses is null)
        {
            _unread.Add(charge.Expression);
        }
        else
        {
            _neighbourhood.Add(clauses);
        }
    }

    /// <summary>How many since a day began.</summary>
    public int SinceDay(DateTime day) => _days.Where(counted => counted.Key >= day).Sum(counted => counted.Value);

    public bool HasNeighbourOf(IReadOnlySet<string> clauses)
    {
        _unread.ForEach(expression => _neighbourhood.Add(CohortNeighbours.ClausesOf(expression)));
        _unread.Clear();
        return _neighbourhood.HasNeighbourOf(clauses);
    }
}

/// <summary>What one answer added: a charge, anchors, or both.</summary>
/// <param name="Chain">The dataset and tier that the anchors belong to; empty without any.</param>
internal sealed record LedgerEntry(Charge? Charge, string Chain, IReadOnlyList<Anchor> Anchors)
{
    public ReadOnlyMemory<byte> ToBytes()
    {
        var stream = new MemoryStream(1024 + (Anchors.Count * ((2 * CountedSet.Lanes) + 16)));
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Charge is not null);
        if (Charge is { } charge)
        {
            writer.Write(charge.Person.Value.ToByteArray());
            writer.Write(charge.Hash);
            writer.Write(charge.Expression);
            writer.Write(charge.Release);
            writer.Write(charge.At.UtcTicks);
            writer.Write(charge.IsNeighbour);
        }

        writer.Write(Chain);
        writer.Write(Anchors.Count);
        foreach (var anchor in Anchors)
        {
            writer.Write(anchor.Set.Count);
            writer.Write(anchor.Noise);
            writer.Write(anchor.Reach);
            writer.Write(MemoryMarshal.AsBytes(anchor.Set.Sketch.Span));
        }

        writer.Flush();
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    public static LedgerEntry Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var charge = reader.ReadBoolean()
            ? new Charge(new PersonId(new Guid(reader.ReadBytes(16))), reader.ReadString(), reader.ReadString(), reader.ReadInt32(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadBoolean())
            : null;
        var chain = reader.ReadString();
        var anchors = new Anchor[reader.ReadInt32()];
        for (var at = 0; at < anchors.Length; at++)
        {
            var (count, noise, reach, sketch) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), new ushort[CountedSet.Lanes]);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(sketch.AsSpan()));
            anchors[at] = new Anchor(new CountedSet(count, sketch), noise, reach);
        }

        return new LedgerEntry(charge, chain, anchors);
    }
}
