using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OwnRequestsByEnvironment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_RequestHandOvers_To",
                table: "RequestHandOvers",
                column: "To");

            migrationBuilder.CreateIndex(
                name: "IX_AccessRequests_Owner_Environment_State_UpdatedAt",
                table: "AccessRequests",
                columns: new[] { "Owner", "Environment", "State", "UpdatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessRequests_Owner_Environment_UpdatedAt",
                table: "AccessRequests",
                columns: new[] { "Owner", "Environment", "UpdatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_RequestHandOvers_To",
                table: "RequestHandOvers");

            migrationBuilder.DropIndex(
                name: "IX_AccessRequests_Owner_Environment_State_UpdatedAt",
                table: "AccessRequests");

            migrationBuilder.DropIndex(
                name: "IX_AccessRequests_Owner_Environment_UpdatedAt",
                table: "AccessRequests");
        }
    }
}
