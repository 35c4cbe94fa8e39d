using System.Globalization;
using System.Numerics;

namespace Connector.Core.Goals;

/// <summary>A sum of decimals of any size that loses no digit. The default is zero.</summary>
public struct ExactSum
{
    /// <summary>The sum is this many units of 10^-<see cref="_places"/>.</summary>
    private BigInteger _units;
    private int _places;

    /// <param name="number">A decimal as goals keep it: <c>-12.50</c>, <c>1e3</c>.</param>
    public void Add(string number)
    {
        ReadOnlySpan<char> text = number;
        int exponent = 0;
        int e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int point = text.IndexOf('.');
        int places = point < 0 ? 0 : text.Length - point - 1;
        BigInteger units = Units(point < 0 ? text : $"{text[..point]}{text[(point + 1)..]}");
        places -= exponent;
        if (places < 0)
        {
            units *= BigInteger.Pow(10, -places);
            places = 0;
        }

        Align(places);
        _units += places < _places ? units * BigInteger.Pow(10, _places - places) : units;
    }

    /// <summary>With as many decimals as the number that has most: <c>1250.10</c>.</summary>
    public override readonly string ToString()
    {
        if (_places == 0)
        {
            return _units.ToString(CultureInfo.InvariantCulture);
        }

        string digits = BigInteger.Abs(_units).ToString(CultureInfo.InvariantCulture).PadLeft(_places + 1, '0');
        return $"{(_units.Sign < 0 ? "-" : "")}{digits[..^_places]}.{digits[^_places..]}";
    }

    private static BigInteger Units(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long small)
            ? small
            : BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private void Align(int places)
    {
        if (places > _places)
        {
            _units *= BigInteger.Pow(10, places - _places);
            _places = places;
        }
    }
}
