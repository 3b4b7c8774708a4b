using System.IO.Compression;
using System.Text;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Support;

/// <summary>
/// A good inventory of a few rows that has every type of field. A test changes one thing in it, writes it to a folder, and
/// imports it.
/// </summary>
internal sealed class SmallInventory
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public SmallInventory()
    {
        Set("tabular/data_dictionary.csv", """
            entity,name,type,primary_key_type,coding_name,is_multi_select,is_sparse_coding,referenced_entity_field,relationship,folder_path,title
            person,id,string,global,,,,,,People,Person
            person,sex,string,,sex,,,,,People > Basics,Sex
            person,age,integer,,,,,,,People > Basics,Age
            person,weight,float,,unknown,,yes,,,People > Measures,Weight
            person,born,date,,,,,,,People > Basics,Date of birth
            person,seen,datetime,,,,,,,People > Basics,Last seen
            person,illness,string,,illness,yes,,,,People,Illnesses
            person,note,string,,,,,,,People,Note
            visit,visit_id,integer,local,,,,,,Visits,Visit
            visit,person_id,string,,,,,person:id,many_to_one,Visits,Person
            visit,day,date,,unknown,,yes,,,Visits,Day
            scan,scan_id,string,local,,,,,,Scans,Scan
            scan,visit,integer,,,,,visit:visit_id,one_to_one,Scans,Visit
            scan,score,float,,,,,,,Scans,Score

            """);
        Set("tabular/codings.csv", """
            coding_name,code,meaning,display_order,parent_code
            sex,F,Female,2,
            sex,M,Male,1,
            unknown,-1,Not recorded,1,
            unknown,-2,Refused,2,
            illness,heart,Heart disease,1,
            illness,angina,Angina,2,heart
            illness,lung,Lung disease,3,

            """);
        Set("tabular/entity_dictionary.csv", """
            entity,entity_title,entity_label_singular,entity_label_plural
            person,Person,person,persons
            visit,Visit,visit,visits

            """);
        Set("tabular/person.data.csv", """
            id,sex,age,weight,born,seen,illness,note
            A1,F,41,61.50,1980-02-29,2021-03-04T05:06:07Z,heart|lung,"said ""fine"", went"
            A2,M,-3,-1,1980,2021-03-04T05:06:07.250+02:00,angina,=1+1
            A3,,,,,,,
            A4,F,9223372036854775807,1e-3,1980-02,2021-03-04T05:06,lung|angina|heart,"two
            lines"
            A5,M,0,-2.0,2001-12-31,,heart,

            """);
        Set("tabular/visit.data.csv", """
            visit_id,person_id,day
            1,A2,2020-01-05
            2,A1,-1
            3,A2,2020-02
            4,A5,

            """);
        Set("tabular/scan.data.csv", """
            scan_id,visit,score
            S1,3,0.5
            S2,1,-7

            """);
        Set("showcase/data_dictionary.csv", """
            entity,name,type,primary_key_type,coding_name
            row,id,integer,global,
            row,sex,string,,sex

            """);
        Set("showcase/codings.csv", """
            coding_name,code,meaning
            sex,F,Female
            sex,M,Male

            """);
        Set("showcase/row.data.csv", """
            id,sex
            1,F
            2,M
            3,M

            """);
        Set("files/a/one.txt", "one");
        Set("files/two.txt", "two!");
        Set("file_inventory.tsv", $"""
            source	path	participant_id	collection_ids	size_bytes	sha256
            a/one.txt	docs/one.txt		core|scans	3	{Hash.Of("one")}
            two.txt	"A1"/two.txt	A1|A2	scans		

            """);
        Set("data_collections.json", """
            {
              "version": "1.0",
              "collections": [
                { "id": "core", "title": "Core", "group": "Tables", "fields": ["person.sex", "person.age"], "files": true, "required": true },
                { "id": "visits", "title": "Visits", "entities": ["visit"], "requires": ["core"] },
                { "id": "scans", "title": "Scans", "entities": ["scan"], "files": true, "requires": ["visits"] }
              ]
            }

            """);
    }

    public string Text(string file) => Encoding.UTF8.GetString(_files[file]);

    public byte[] Bytes(string file) => _files[file];

    public SmallInventory Set(string file, string text) => Set(file, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));

    public SmallInventory Set(string file, byte[] content)
    {
        _files[file] = content;
        return this;
    }

    public SmallInventory Remove(string file)
    {
        Assert.True(_files.Remove(file), $"There is no {file}.");
        return this;
    }

    public SmallInventory RemoveBelow(string folder)
    {
        foreach (var file in _files.Keys.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
        {
            _files.Remove(file);
        }

        return this;
    }

    /// <summary>Replaces a text that must be there exactly once.</summary>
    public SmallInventory Replace(string file, string old, string replacement)
    {
        var text = Text(file);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0 && text.IndexOf(old, at + 1, StringComparison.Ordinal) < 0, $"{old} is not once in {file}.");
        return Set(file, Encoding.UTF8.GetBytes(text.Replace(old, replacement, StringComparison.Ordinal)));
    }

    public SmallInventory Append(string file, string text) => Set(file, Encoding.UTF8.GetBytes(Text(file) + text));

    public void Write(string folder)
    {
        foreach (var (name, content) in _files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    /// <summary>An archive of the files below a folder, named relative to it.</summary>
    public byte[] Zip(string folder, string prefix = "")
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in _files.Where(file => folder.Length == 0 || file.Key.StartsWith(folder + "/", StringComparison.Ordinal)))
            {
                using var entry = archive.CreateEntry(prefix + (folder.Length == 0 ? name : name[(folder.Length + 1)..])).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A plan for all four assets of a folder that <see cref="Write"/> filled.</summary>
    public static ImportPlan Plan(string folder, string staging) => new(staging)
    {
        TabularSource = Path.Combine(folder, "tabular"),
        ShowcaseSource = Path.Combine(folder, "showcase"),
        FilesSource = Path.Combine(folder, "file_inventory.tsv"),
        CollectionsSource = Path.Combine(folder, "data_collections.json"),
        SmallCategory = 0,
    };
}
