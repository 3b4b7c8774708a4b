using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrePortal.Domain.Cohorts;

/// <summary>Writes an expression as the JSON that <see cref="CohortParser"/> reads, without white space.</summary>
public static class CohortJson
{
    // The text is hashed and stored, never put into a page as it is; codes in any script stay legible.
    private static readonly JsonWriterOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(CohortExpression expression)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Legible))
        {
            Write(writer, expression);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, CohortExpression expression)
    {
        switch (expression)
        {
            case Everyone:
                writer.WriteNullValue();
                break;
            case CohortNot not:
                writer.WriteStartObject();
                writer.WritePropertyName("not");
                Write(writer, not.Inner);
                writer.WriteEndObject();
                break;
            case CohortGroup group:
                writer.WriteStartObject();
                WriteParts(writer, group.Logic, group.Filters);
                break;
            case EntityGroup group:
                writer.WriteStartObject();
                writer.WriteString("entity", group.Entity);
                WriteParts(writer, group.Logic, group.Filters);
                break;
            case FieldFilter filter:
                WriteFilter(writer, filter);
                break;
            default:
                throw new ArgumentException("No such node.", nameof(expression));
        }
    }

    private static void WriteParts(Utf8JsonWriter writer, CohortLogic logic, IReadOnlyList<CohortExpression> filters)
    {
        writer.WriteString("logic", logic == CohortLogic.And ? "and" : "or");
        writer.WriteStartArray("filters");
        foreach (var filter in filters)
        {
            Write(writer, filter);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFilter(Utf8JsonWriter writer, FieldFilter filter)
    {
        writer.WriteStartObject();
        writer.WriteString("field", filter.Field);
        writer.WriteString("op", filter.Operator.Spelling());
        if (filter.Values.Count > 0)
        {
            writer.WriteStartArray("values");
            foreach (var value in filter.Values)
            {
                WriteValue(writer, value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, FilterValue value)
    {
        if (value.IsNumber)
        {
            writer.WriteRawValue(value.Text);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
