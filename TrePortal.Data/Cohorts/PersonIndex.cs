namespace TrePortal.Data.Cohorts;

/// <summary>The rows of each person in a related entity: those of person p are <c>Rows[Offsets[p]..Offsets[p + 1]]</c>.</summary>
internal sealed class PersonIndex
{
    public PersonIndex(ReadOnlySpan<int> personRows, int people)
    {
        Offsets = new int[people + 1];
        foreach (var person in personRows)
        {
            Offsets[person + 1]++;
        }

        for (var person = 0; person < people; person++)
        {
            Offsets[person + 1] += Offsets[person];
        }

        Rows = new int[personRows.Length];
        var next = Offsets.AsSpan(0, people).ToArray();
        for (var row = 0; row < personRows.Length; row++)
        {
            Rows[next[personRows[row]]++] = row;
        }
    }

    public int[] Offsets { get; }

    public int[] Rows { get; }

    public ReadOnlySpan<int> Of(int person) => Rows.AsSpan(Offsets[person], Offsets[person + 1] - Offsets[person]);
}
