using System.Buffers.Binary;
using System.Security.Cryptography;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Disclosure;

/// <summary>
/// Drawn from the operating system: nobody can foretell or repeat them. An answer needs a thousand numbers and each way to
/// the generator takes microseconds, so they are drawn many at a time. Any number of threads may ask.
/// </summary>
internal sealed class DisclosureDice : IDisclosureDice
{
    private const double Furthest = 3.5;

    private readonly Lock _lock = new();
    private readonly byte[] _drawn = new byte[512 * sizeof(ulong)];
    private int _left;

    public double Even()
    {
        lock (_lock)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_drawn);
                _left = _drawn.Length;
            }

            _left -= sizeof(ulong);
            var number = _drawn.AsSpan(_left, sizeof(ulong));
            var even = (BinaryPrimitives.ReadUInt64LittleEndian(number) >> 11) * (1.0 / (1UL << 53));
            number.Clear(); // used once, and then nowhere to be found
            return even;
        }
    }

    public byte[] Secret(int bytes) => RandomNumberGenerator.GetBytes(bytes);

    public int Normal(double deviation)
    {
        if (deviation <= 0)
        {
            return 0;
        }

        while (true)
        {
            // Box and Muller: two even numbers make a normal one. The first must not be zero.
            var (one, other) = (1 - Even(), Even());
            var normal = Math.Sqrt(-2 * Math.Log(one)) * Math.Cos(2 * Math.PI * other);
            if (Math.Abs(normal) <= Furthest)
            {
                return (int)Math.Round(normal * deviation);
            }
        }
    }
}
