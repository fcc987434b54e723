// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_job.h"
#include "core/jobs/job.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/dialogs/command_palette.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/dialogs/new_project_dialog.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;
using jobs::Field;

namespace {

/// A table with every type of field.
jobs::JobKind everything()
{
    jobs::JobKind kind;
    kind.name = "dm";
    kind.title = "Everything";
    kind.fields = {Field::boolean("flag", true, "a flag"), Field::integer("anchors", 400, 1, 1000, "anchors"),
        Field::integer("candidates", 64, 2, 1024, "candidates"), Field::integer("beam", 5, 1, 32, "beam"),
        Field::integer("few_shot", 2, 1, 8, "shots"), Field::number("rate", 0.5, 0, 1, "a rate"),
        Field::text("note", "", "a note"), Field::choice("task", "caption", {"caption", "vqa"}, "the task"),
        Field::integers("seeds", {0, 1}, 0, 100, "seeds"), Field::texts("parts", {"image"}, {"image", "text"}, "parts"),
        Field::text("hidden", "x", "advanced").asAdvanced()};
    kind.rule = [](const nlohmann::json& values) -> Result<void> {
        if (values.at("beam").get<int>() > values.at("candidates").get<int>())
            return fail(ErrorCode::OutOfRange, "the spec cannot be used", "beam", "it is larger than candidates");
        return {};
    };
    return kind;
}

} // namespace

class TestForms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void editorsGiveBackTheDefault()
    {
        for (const Field& field : everything().fields) {
            const dialogs::FieldEditor editor(field, {});
            QVERIFY2(editor.value() == field.defaultValue, field.name.c_str());
        }
    }

    void runChoicesKeepTheirPreselection()
    {
        dialogs::FieldEditor editor(Field::runs("train_runs", "runs"), {{7, QStringLiteral("new"), true}, {3, QStringLiteral("old"), false}});
        QVERIFY(editor.value() == nlohmann::json({7}));
        const QSignalSpy changed(&editor, &dialogs::FieldEditor::changed);
        editor.setRuns({{4, QStringLiteral("other"), true}});
        QVERIFY(editor.value() == nlohmann::json({4}));
        QCOMPARE(changed.count(), 1);
    }

    void evaluationStartsValidWithoutATrainedLever()
    {
        const jobs::JobKind kind = icl::evaluationJobKind();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        const dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Vqa);
        QVERIFY2(form.canStart(), qPrintable(form.problems().join(u'\n')));
        QVERIFY(!form.values().at("strategies").empty());
    }

    void formStartsValidAndFollowsTheTask()
    {
        const jobs::JobKind kind = everything();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Vqa);
        QVERIFY2(form.canStart(), qPrintable(form.problems().join(u'\n')));
        QCOMPARE(form.values().at("task").get<std::string>(), std::string("vqa"));
    }

    void formRefusesWhatTheTableRefuses()
    {
        const jobs::JobKind kind = everything();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        form.editor("anchors")->setValue(5000);
        QVERIFY(!form.canStart());
        QVERIFY(!form.editor("anchors")->problem().isEmpty());
        form.editor("anchors")->setValue("many");
        QVERIFY(!form.canStart());
        form.editor("anchors")->setValue(10);
        QVERIFY(form.canStart());
        form.editor("candidates")->setValue(4); // the rule between fields
        QVERIFY(!form.canStart());
        QVERIFY(form.problems().join(u' ').contains(QStringLiteral("candidates")));
    }

    void summaryCountsTheWork()
    {
        QLocale::setDefault(QLocale::c());
        const nlohmann::json values {{"anchors", 10}, {"candidates", 4}, {"beam", 2}, {"few_shot", 2}};
        // 1 without demonstrations, 4 first choices, 2 beams times 3 second choices: 11 for each of 10 anchors
        QVERIFY(dialogs::workOf("dm", values).join(u'\n').contains(QStringLiteral("110 sequences")));
        const nlohmann::json evaluation {{"strategies", {"siir", "random"}}, {"shots", {1, 2, 4}}, {"seeds", {0, 1}}, {"queries", 50}};
        QVERIFY(dialogs::workOf("eval", evaluation).join(u'\n').contains(QStringLiteral("12 cells")));
        QVERIFY(dialogs::workOf("eval", evaluation).join(u'\n').contains(QStringLiteral("600 generations")));
    }

    void commandLineNamesOnlyChanges()
    {
        const jobs::JobKind kind = everything();
        nlohmann::json values;
        for (const Field& field : kind.fields)
            values[field.name] = field.defaultValue;
        QCOMPARE(dialogs::commandLine(kind, values, QStringLiteral("/p q")), QStringLiteral("fulcrum-cli --project '/p q' dm build"));
        values["few_shot"] = 4;
        values["seeds"] = {3, 4};
        values["note"] = "it's";
        const QString command = dialogs::commandLine(kind, values, QStringLiteral("/p"));
        QVERIFY(command.contains(QStringLiteral("--few-shot 4")));
        QVERIFY(command.contains(QStringLiteral("--seeds 3,4")));
        QVERIFY(command.contains(QStringLiteral("--note 'it'\\''s'")));
    }

    void paletteFindsByLetters()
    {
        using dialogs::CommandPalette;
        QVERIFY(CommandPalette::score(QStringLiteral("trn"), QStringLiteral("Train Lever-LM")) > 0);
        QCOMPARE(CommandPalette::score(QStringLiteral("xyz"), QStringLiteral("Train Lever-LM")), 0);
        QVERIFY(CommandPalette::score(QStringLiteral("tl"), QStringLiteral("Train Lever-LM"))
            > CommandPalette::score(QStringLiteral("tl"), QStringLiteral("Switch between light and dark")));
        bridge::ActionRegistry actions;
        actions.add({QStringLiteral("a"), QStringLiteral("Open project"), QStringLiteral("t")});
        actions.add({QStringLiteral("b"), QStringLiteral("Quit"), QStringLiteral("t")});
        CommandPalette palette(actions);
        QCOMPARE(palette.shown().size(), 2);
        palette.findChild<QLineEdit*>()->setText(QStringLiteral("qu"));
        QCOMPARE(palette.shown(), QStringList {QStringLiteral("b")});
    }

    void exportWritesOrSaysWhyNot()
    {
        chart::Figure figure;
        chart::Panel panel;
        panel.title = "Captions";
        panel.series = {{"siir", "", {{1, 1, {}, {}}, {2, 3, {}, {}}}}};
        figure.panels = {panel};
        QTemporaryDir folder;
        bridge::Worker worker;
        dialogs::ExportDialog dialog(dialogs::exportSource(figure, QStringLiteral("shots"), {}), &worker);
        QSignalSpy written(&dialog, &dialogs::ExportDialog::written);
        for (const char* kind : {"pdf", "svg", "png", "csv"}) {
            written.clear();
            const QString file = folder.filePath(QStringLiteral("chart.") + QString::fromLatin1(kind));
            dialog.exportTo(file);
            QTRY_COMPARE(written.size(), 1);
            QVERIFY(QFileInfo(file).size() > 0);
        }
        dialog.show();
        dialog.exportTo(QStringLiteral("/proc/nowhere/chart.pdf"));
        QTRY_VERIFY(worker.idle());
        QCOMPARE(written.size(), 1);
        QVERIFY(dialog.isVisible()); // stays, with the reason
    }

    void newProjectSaysWhatIsMissing()
    {
        bridge::Worker worker;
        dialogs::NewProjectDialog dialog;
        QCOMPARE(dialog.problems().size(), 3);
        dialog.field("folder")->setText(QStringLiteral("/tmp/x.fulcrum"));
        for (const char* split : {"train", "val"}) {
            dialog.field(qPrintable(QString::fromLatin1(split) + QStringLiteral(".images")))->setText(QStringLiteral("/i"));
            dialog.field(qPrintable(QString::fromLatin1(split) + QStringLiteral(".captions")))->setText(QStringLiteral("/c.json"));
        }
        QVERIFY2(dialog.problems().isEmpty(), qPrintable(dialog.problems().join(u' ')));
        QCOMPARE(dialog.config().tasks(), std::vector<data::Task> {data::Task::Caption});
        QCOMPARE(dialog.config().name, std::string("x"));
    }
};

QTEST_MAIN(TestForms)
#include "tst_forms.moc"
