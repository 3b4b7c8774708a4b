using TrePortal.Domain.Disclosure;

namespace TrePortal.Tests.Disclosure;

/// <summary>Dice that fall the same way in every run.</summary>
internal sealed class SeededDice(int seed) : IDisclosureDice
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public double Even()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    public byte[] Secret(int bytes)
    {
        var secret = new byte[bytes];
        lock (_lock)
        {
            _random.NextBytes(secret);
        }

        return secret;
    }

    public int Normal(double deviation)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Even())) * Math.Cos(2 * Math.PI * Even());
        return (int)Math.Round(Math.Clamp(normal, -3.5, 3.5) * deviation);
    }
}
