using Npgsql;

namespace Bits.Platform.Privacy;

/// <summary>A row of an export: every selected column by its name.</summary>
static class PersonalRow
{
    public static Dictionary<string, object?> Read(NpgsqlDataReader row)
    {
        var columns = new Dictionary<string, object?>(row.FieldCount);
        for (var i = 0; i < row.FieldCount; i++)
            columns[row.GetName(i)] = row.IsDBNull(i) ? null : row.GetValue(i);
        return columns;
    }
}
