using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrePortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class RequestCenter : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "RemindAfterDays",
                table: "ReviewSteps",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedAt",
                table: "Projects",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "Projects",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsErasureListed",
                table: "Projects",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "PinnedNumber",
                table: "Projects",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "PinnedVersion",
                table: "Projects",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "MailPreferences",
                columns: table => new
                {
                    Person = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Choice = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    DigestedUntil = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MailPreferences", x => x.Person);
                });

            migrationBuilder.CreateTable(
                name: "Mails",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Person = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Notification = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    NotBefore = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Mails", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "Reminders",
                columns: table => new
                {
                    Request = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RequestVersion = table.Column<int>(type: "int", nullable: false),
                    Step = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reminders", x => new { x.Request, x.RequestVersion, x.Step, x.Kind });
                });

            migrationBuilder.CreateTable(
                name: "RequestAttachments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Request = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Environment = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestAttachments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RequestHandOvers",
                columns: table => new
                {
                    Step = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    From = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Request = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    To = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Origin = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestHandOvers", x => new { x.Request, x.Step, x.From });
                    table.ForeignKey(
                        name: "FK_RequestHandOvers_AccessRequests_Request",
                        column: x => x.Request,
                        principalTable: "AccessRequests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RequestPassings",
                columns: table => new
                {
                    Number = table.Column<int>(type: "int", nullable: false),
                    Request = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Before = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    After = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    By = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(max)", maxLength: 5000, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestPassings", x => new { x.Request, x.Number });
                    table.ForeignKey(
                        name: "FK_RequestPassings_AccessRequests_Request",
                        column: x => x.Request,
                        principalTable: "AccessRequests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RequestRecusals",
                columns: table => new
                {
                    Reviewer = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Request = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequestRecusals", x => new { x.Request, x.Reviewer });
                    table.ForeignKey(
                        name: "FK_RequestRecusals_AccessRequests_Request",
                        column: x => x.Request,
                        principalTable: "AccessRequests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_MailPreferences_Choice_DigestedUntil",
                table: "MailPreferences",
                columns: new[] { "Choice", "DigestedUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_Notification",
                table: "Mails",
                column: "Notification");

            migrationBuilder.CreateIndex(
                name: "IX_Mails_State_NotBefore",
                table: "Mails",
                columns: new[] { "State", "NotBefore" });

            migrationBuilder.CreateIndex(
                name: "IX_RequestAttachments_Request",
                table: "RequestAttachments",
                column: "Request");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MailPreferences");

            migrationBuilder.DropTable(
                name: "Mails");

            migrationBuilder.DropTable(
                name: "Reminders");

            migrationBuilder.DropTable(
                name: "RequestAttachments");

            migrationBuilder.DropTable(
                name: "RequestHandOvers");

            migrationBuilder.DropTable(
                name: "RequestPassings");

            migrationBuilder.DropTable(
                name: "RequestRecusals");

            migrationBuilder.DropColumn(
                name: "RemindAfterDays",
                table: "ReviewSteps");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "IsErasureListed",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "PinnedNumber",
                table: "Projects");

            migrationBuilder.DropColumn(
                name: "PinnedVersion",
                table: "Projects");
        }
    }
}
