namespace TrePortal.Data.Inventory.Columns;

/// <summary>Why a cell was not taken. The column then counts it as missing, so that rows stay together.</summary>
internal enum CellFault
{
    None,
    NotInteger,
    IntegerOutOfRange,
    NotFloat,
    NotFinite,
    NotDate,
    YearOutOfRange,
    NotDateTime,
    NotInCoding,
    EmptyPart,
    RepeatedPart,
    KeyMissing,
    KeyRepeated,
    ReferenceMissing,
    ReferenceUnknown,
    ReferenceRepeated,
}
