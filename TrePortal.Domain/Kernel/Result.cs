using System.Diagnostics.CodeAnalysis;

namespace TrePortal.Domain.Kernel;

/// <summary>Done, or refused with a reason. A refusal has changed nothing.</summary>
public readonly record struct Result(Error? Error)
{
    public static Result Ok => default;

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    public static implicit operator Result(Error error) => new(error);

    /// <summary>Runs the next step unless this one was refused: the first refusal wins.</summary>
    public Result Then(Func<Result> next) => IsOk ? next() : this;
}

/// <summary>A value, or a refusal with a reason.</summary>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    /// <summary>The value of a result that is ok.</summary>
    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => IsOk ? _value! : throw new InvalidOperationException($"A refusal has no value: {Error.Code}.");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);

    public Result ToResult() => new(Error);
}
