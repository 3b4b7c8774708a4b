using TrePortal.Data.Cohorts;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Cohorts;

/// <summary>Real data: 17,549 participants, 34,327 events, 400,123 measurements.</summary>
[Trait("Category", "Integration")]
public sealed class LiverCohortTests(LiverCohortTests.Liver liver) : IClassFixture<LiverCohortTests.Liver>
{
    private const string WomenWithStrokeOrFibrillation = """
        {"logic":"and","filters":[
          {"field":"participant.sex","op":"in","values":["0"]},
          {"field":"participant.age_at_entry","op":"between","values":[50,69]},
          {"field":"participant.conditions","op":"any","values":["cardiovascular"]},
          {"field":"participant.bmi","op":"exists"},
          {"entity":"event","logic":"and","filters":[
            {"field":"event.condition","op":"in","values":["stroke","atrial_fibrillation"]},
            {"field":"event.event_day","op":"greater-than-eq","values":[0]}]}]}
        """;

    [SharedDataFact]
    public void The_reference_cohort_has_291_people()
    {
        var expression = CohortValidator.Parse(WomenWithStrokeOrFibrillation, liver.Store.Schema, CohortLimits.Of(DisclosurePolicy.Standard));

        Assert.Equal(291, liver.Source.People(WomenWithStrokeOrFibrillation).Count);
        Assert.Equal(291, new CohortEngine(liver.Store).CountPeople(expression.Value, CancellationToken.None));
    }

    [SharedDataFact]
    public void Random_cohorts_hold_exactly_the_people_of_the_oracle() =>
        CohortEngineTests.Agreement.Check(liver.Source, liver.Store, seed: 7, CohortEngineTests.Agreement.Cases(100));

    [SharedDataFact]
    public void The_oracle_dispenses_rows_of_the_cohort_only()
    {
        var dispensal = liver.Source.Dispense(
            WomenWithStrokeOrFibrillation, ["participant.sex", "event.condition", "event.event_day"], ["files_lab_series"], withdrawn: [liver.Source.People(WomenWithStrokeOrFibrillation)[0]]);

        Assert.Equal(["eid,sex", "290"], [dispensal.Tables["participant"].Split('\n')[0], $"{dispensal.Tables["participant"].Count(letter => letter == '\n') - 1}"]);
        Assert.StartsWith("event_id,eid,event_day,condition\n", dispensal.Tables["event"], StringComparison.Ordinal);
        Assert.False(dispensal.Tables.ContainsKey("lab"));
        Assert.Contains("documents/study-protocol.md", dispensal.Files);
    }

    public sealed class Liver : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("trep-liver-").FullName;
        private readonly Lazy<Oracle> _source = new(() => Oracle.Load(SharedData.LiverOutcomes(1)));
        private readonly Lazy<TrePortal.Data.Inventory.Columns.Dataset> _store;

        public Liver() => _store = new(() => SmallDataset.Import(Path.Combine(SharedData.LiverOutcomes(1), "tabular"), Path.Combine(_folder, "version")));

        public Oracle Source => _source.Value;

        public TrePortal.Data.Inventory.Columns.Dataset Store => _store.Value;

        public void Dispose()
        {
            if (_store.IsValueCreated)
            {
                _store.Value.Dispose();
            }

            Directory.Delete(_folder, recursive: true);
        }
    }
}
