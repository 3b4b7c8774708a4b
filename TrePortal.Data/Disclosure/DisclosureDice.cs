using System.Security.Cryptography;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Disclosure;

/// <summary>Drawn from the operating system: nobody can foretell or repeat them.</summary>
internal sealed class DisclosureDice : IDisclosureDice
{
    private const double Furthest = 3.5;

    public double Even() => (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 11) * (1.0 / (1UL << 53));

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
