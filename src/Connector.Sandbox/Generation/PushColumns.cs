using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The push address of an install.</summary>
internal static class PushColumns
{
    public static ColumnWriter? Of(string column) => column switch
    {
        "token" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            if (moment.Model.IsApple)
            {
                WriteHex(text, moment, 4);
            }
            else
            {
                text.AddHex(moment.DeviceId, 11);
                text.Add(":APA91b"u8);
                WriteHex(text, moment, 8);
            }

            row.Close(slot);
        },
        _ => null,
    };

    /// <summary>Three in four let the application send pushes.</summary>
    public static bool Has(Moment moment) => (moment.DeviceId >> 40) % 4 != 0;

    private static void WriteHex(Utf8Buffer text, Moment moment, int words)
    {
        var dice = new Dice(moment.DeviceId);
        for (int i = 0; i < words; i++)
        {
            text.AddHex(dice.Next(), 16);
        }
    }
}
