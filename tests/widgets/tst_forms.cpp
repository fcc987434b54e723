// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_job.h"
#include "core/icl/register_jobs.h"
#include "core/jobs/job.h"
#include "core/lever/train_job.h"
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/core_text.h"
#include "widgets/bridge/job_estimate.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/dialogs/command_palette.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/form_presets.h"
#include "widgets/dialogs/job_form_dialog.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/dialogs/new_project_dialog.h"
#include "widgets/dialogs/prompt_preview_panel.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <set>

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

Result<store::RunId> addEvaluationOf(const test::ProjectFixture& fixture, const std::string& spec)
{
    FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    store::RunRecord record;
    record.kind = "eval";
    record.name = "older";
    record.spec = spec;
    record.specHash = "0";
    record.parity = "{}";
    FULCRUM_TRY(const store::RunId id, runs.add(record));
    FULCRUM_CHECK(runs.setProcess(id, store::ProcessIdentity::current(), "cpu", "cpu"));
    FULCRUM_CHECK(runs.setState(id, store::RunState::Succeeded));
    return id;
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

    /// Names and meanings of all settings are known to translators.
    void settingsCanBeTranslated()
    {
        std::set<std::string> known;
        for (const char* text : bridge::coreTexts())
            known.insert(text);
        jobs::JobRegistry registry;
        icl::registerJobs(registry);
        std::set<std::string> used;
        for (const char* name : {"embed", "dm", "train", "eval"})
            for (const Field& field : registry.get(name).value()->fields)
                used.insert({field.description, dialogs::FieldEditor::caption(field.name).toStdString()});
        QStringList missing;
        for (const std::string& text : used)
            if (!known.contains(text))
                missing.append(QString::fromStdString(text));
        QCOMPARE(missing, QStringList());
        for (const std::string& text : known)
            QVERIFY2(used.contains(text), text.c_str()); // nothing that no form shows
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

    /// A run of a program that did not know all of today's fields yet.
    void olderRunsTellTheirPace()
    {
        const test::ProjectFixture fixture;
        jobs::JobRegistry registry;
        icl::registerJobs(registry);
        const jobs::JobKind& kind = **registry.get("eval");
        nlohmann::json values = kind.check({{"task", "caption"}, {"strategies", {"siir"}}, {"lvlm", "tiny"}})->values, older = values;
        older.erase("fixed_set");
        const auto run = addEvaluationOf(fixture, older.dump());
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        const auto project = project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadOnly).value();
        const auto facts = bridge::readJobFacts(*project, kind, values);
        QVERIFY2(facts, facts ? "" : facts.error().text().c_str());
        QVERIFY(!facts->cells.empty());
    }

    void templatesAreShownOnARealItem()
    {
        const test::ProjectFixture fixture;
        jobs::JobRegistry registry;
        icl::registerJobs(registry);
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        session.open(fixture.folder());
        QTRY_VERIFY(session.isOpen() && !session.datasetsLoading());
        dialogs::JobFormDialog form(**registry.get("dm"), &session, &monitor, data::Task::Caption);
        form.show();
        dialogs::PromptPreviewPanel* preview = form.preview();
        QVERIFY(preview);
        QTRY_VERIFY(preview->isSettled() && !preview->text().isEmpty());
        QVERIFY2(preview->text().contains(QStringLiteral("<image>")) && preview->text().contains(QStringLiteral("Caption:a red circle on wood with a star")),
            qPrintable(preview->text()));
        QVERIFY2(preview->facts().contains(QStringLiteral("published")) && preview->facts().contains(QStringLiteral("IDEFICS")), qPrintable(preview->facts()));
        const QString first = preview->text();
        preview->otherSample()->click();
        QTRY_VERIFY(preview->isSettled() && preview->text() != first);
        // The published one, to be changed.
        preview->publishedButton()->click();
        QCOMPARE(form.editor("prompt_template")->value(), nlohmann::json("<image>Caption:<A>"));
        form.editor("prompt_template")->setValue("Look.\n<image>Text:<A>");
        QTRY_VERIFY(preview->isSettled() && preview->text().contains(QStringLiteral("Text:")));
        QVERIFY(preview->text().contains(QStringLiteral("Look.\n")) && preview->text().endsWith(QStringLiteral("Text:")));
        QCOMPARE(form.values().at("prompt_template"), nlohmann::json("Look.\n<image>Text:<A>"));
        QVERIFY(form.editor("prompt_template")->problem().isEmpty());
        QVERIFY2(dialogs::commandLine(**registry.get("dm"), form.values(), fixture.folder()).contains(QStringLiteral("--prompt-template")),
            qPrintable(dialogs::commandLine(**registry.get("dm"), form.values(), fixture.folder())));
        // A wrong one is told at the field, and nothing of before is shown.
        form.editor("prompt_template")->setValue("<image>Text");
        QVERIFY(form.editor("prompt_template")->problem().contains(QStringLiteral("<A>")));
        for (const QLabel* label : form.editor("prompt_template")->findChildren<QLabel*>()) // or "<A>" would not be seen
            QVERIFY(label->textFormat() == Qt::PlainText || !label->text().contains(u'<'));
        QVERIFY(!form.canStart());
        QTRY_VERIFY(preview->isSettled() && preview->text().isEmpty());
        QVERIFY(preview->facts().contains(QStringLiteral("<A>")));
        form.setDefaults();
        QVERIFY(form.editor("prompt_template")->problem().isEmpty());
        QTRY_VERIFY(preview->isSettled() && !preview->text().isEmpty());
        // Tokens of a model whose tokenizer is known.
        bridge::PromptRequest request;
        request.samples = session.dataset(data::Task::Caption, data::Split::Train);
        request.lvlm = Path(FULCRUM_TEST_DATA) / "golden/lvlm/idefics/tiny_a";
        const auto untold = bridge::previewPrompt(request); // it has no tokenizer in a form that is read
        QVERIFY(untold && (untold->tokens || !untold->obstacle.isEmpty()));
        request.samples.reset();
        QCOMPARE(bridge::previewPrompt(request).error().code, ErrorCode::NotFound);
        session.close();
    }

    void newProjectLooksAtTheFolder()
    {
        const test::ProjectFixture fixture;
        const QDir data(QFileInfo(fixture.folder()).path());
        for (const char* split : {"train", "val"})
            QVERIFY(QFile::copy(data.filePath(QString::fromLatin1(split) + QStringLiteral(".json")),
                data.filePath(QStringLiteral("captions_%1.json").arg(QString::fromLatin1(split)))));
        dialogs::NewProjectDialog dialog;
        dialog.show();
        QVERIFY(!dialog.findings()->isVisible());
        dialog.field("lvlm")->setText(QStringLiteral("/my/model"));
        QSignalSpy looked(&dialog, &dialogs::NewProjectDialog::looked);
        dialog.look(data.path());
        QVERIFY(dialog.isLooking());
        QVERIFY(looked.wait());
        QVERIFY(!dialog.isLooking() && dialog.findings()->isVisible());
        QVERIFY(dialog.field("train.captions")->text().endsWith(QStringLiteral("captions_train.json")));
        QVERIFY(dialog.field("val.images")->text().endsWith(QStringLiteral("/val")));
        QCOMPARE(dialog.field("lvlm")->text(), QStringLiteral("/my/model")); // what was typed stays
        QVERIFY(dialog.field("folder")->text().endsWith(data.dirName() + QStringLiteral(".fulcrum")));
        QVERIFY2(dialog.problems().isEmpty(), qPrintable(dialog.problems().join(u' ')));
        QStringList texts;
        for (int row = 0; row < dialog.findings()->count(); ++row) {
            texts.append(dialog.findings()->item(row)->text());
            QVERIFY(!dialog.findings()->item(row)->data(Qt::AccessibleTextRole).toString().isEmpty());
        }
        QVERIFY2(texts.join(u'\n').contains(QStringLiteral("all 12 images")), qPrintable(texts.join(u'\n')));
        QVERIFY(texts.join(u'\n').contains(QStringLiteral("visualqa.org"))); // what is missing, and where it is
        // Another folder: what the first look filled in goes, what is wrong is said.
        dialog.look(data.filePath(QStringLiteral("nowhere")));
        QVERIFY(looked.wait());
        QCOMPARE(dialog.findings()->count(), 1);
        QVERIFY(dialog.findings()->item(0)->text().contains(QStringLiteral("nowhere")));
        QTemporaryDir empty;
        dialog.look(empty.path());
        QVERIFY(looked.wait());
        QVERIFY(dialog.field("train.captions")->text().isEmpty());
        QCOMPARE(dialog.field("lvlm")->text(), QStringLiteral("/my/model"));
        QVERIFY(!dialog.problems().isEmpty());
        // Closed in the middle of it.
        auto* gone = new dialogs::NewProjectDialog;
        gone->look(data.path());
        delete gone;
    }

    void numbersStepAsTheyAre_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("steps");
        QTest::addColumn<double>("next");
        QTest::newRow("1-2-5 up") << 1e-4 << 1 << 2e-4;
        QTest::newRow("to the decade") << 5e-4 << 1 << 1e-3;
        QTest::newRow("down over the decade") << 1e-3 << -1 << 5e-4;
        QTest::newRow("between") << 3e-4 << -1 << 2e-4;
        QTest::newRow("not beyond the range") << 1.0 << 3 << 1.0;
    }
    void numbersStepAsTheyAre()
    {
        QFETCH(double, value);
        QFETCH(int, steps);
        QFETCH(double, next);
        const double stepped = dialogs::FieldEditor::stepped(Field::number("learning_rate", 1e-4, 1e-8, 1, "rate"), value, steps);
        QVERIFY2(qFuzzyCompare(stepped, next), qPrintable(QString::number(stepped)));
        QCOMPARE(dialogs::FieldEditor::stepped(Field::integer("n", 5, 0, 6, "n"), 5, 10), 6.0);
    }

    void arrowsStepSeedsRollAndChipsToggle()
    {
        dialogs::FieldEditor anchors(Field::integer("anchors", 400, 1, 1000, "anchors"), {});
        QTest::keyClick(anchors.findChild<QLineEdit*>(), Qt::Key_Up);
        QVERIFY(anchors.value() == 401);
        dialogs::FieldEditor seeds(Field::integers("seeds", {0, 1, 2}, 0, 2147483647, "seeds"), {});
        for (auto* dice : seeds.findChildren<QToolButton*>())
            dice->click();
        QCOMPARE(seeds.value().size(), std::size_t{3});
        QVERIFY(seeds.value() != nlohmann::json({0, 1, 2}));
        dialogs::FieldEditor shots(Field::integers("shots", {1, 2}, 0, 64, "shots"), {});
        for (auto* chip : shots.findChildren<QToolButton*>())
            if (chip->text() == QStringLiteral("8") || chip->text() == QStringLiteral("1"))
                chip->click();
        QVERIFY(shots.value() == nlohmann::json({2, 8}));
        dialogs::FieldEditor device(Field::text("device", "auto", "device"), {});
        QVERIFY(device.value() == "auto");
        device.setValue("cpu");
        QVERIFY(device.value() == "cpu");
    }

    void everyFieldHasASection()
    {
        jobs::JobRegistry registry;
        icl::registerJobs(registry);
        for (const auto& kind : registry.kinds())
            for (const Field& field : kind->fields) {
                const dialogs::FormSection section = dialogs::sectionOf(kind->name, field);
                QVERIFY(!dialogs::sectionText(kind->name, section).isEmpty());
                QCOMPARE(section == dialogs::FormSection::Advanced, field.advanced);
                QVERIFY(!dialogs::isAsPublished(field.name, field.defaultValue)); // corrected is the default
            }
    }

    void problemsLeadToTheirField()
    {
        const jobs::JobKind kind = everything();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        form.show();
        form.editor("candidates")->setValue(4); // the rule between fields names "beam"
        auto* entry = form.findChild<QPushButton*>(QStringLiteral("problem.beam"));
        QVERIFY(entry);
        form.activateWindow();
        entry->click();
        QTRY_VERIFY(form.editor("beam")->isAncestorOf(form.focusWidget()));
        QVERIFY(!form.editor("beam")->problem().isEmpty());
        form.editor("candidates")->setValue(64);
        QVERIFY(form.canStart());
        QVERIFY(form.editor("beam")->problem().isEmpty());
    }

    void valuesAreFilledInAndNonsenseIsPassedOver()
    {
        const jobs::JobKind kind = everything();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        form.setValues({{"anchors", 12}, {"beam", "many"}, {"unknown", 3}, {"task", "vqa"}});
        QVERIFY(form.values().at("anchors") == 12 && form.values().at("beam") == 5 && form.values().at("task") == "vqa");
        form.setValues(nlohmann::json::array());
        QVERIFY(form.values().at("anchors") == 12);
        form.setDefaults();
        QVERIFY(form.values().at("anchors") == 400 && form.values().at("task") == "vqa");
    }

    void presetsAreKeptInTheProject()
    {
        test::ProjectFixture fixture;
        QVERIFY2(fixture.problem().isEmpty(), qPrintable(fixture.problem()));
        const jobs::JobKind kind = everything();
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(fixture.folder());
        QVERIFY(opened.wait());
        {
            dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
            form.editor("anchors")->setValue(77);
            form.presets()->save(QStringLiteral("mine"));
            QTRY_COMPARE(form.presets()->names(), QStringList {QStringLiteral("mine")});
        }
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        QTRY_COMPARE(form.presets()->names(), QStringList {QStringLiteral("mine")});
        for (QAction* action : form.presets()->menu()->actions())
            if (action->text() == QStringLiteral("mine"))
                action->trigger();
        QVERIFY(form.values().at("anchors") == 77);
        form.presets()->remove(QStringLiteral("mine"));
        QTRY_VERIFY(form.presets()->names().isEmpty());
    }

    void theSummaryReadsTheProject()
    {
        test::ProjectFixture fixture;
        const jobs::JobKind kind = icl::evaluationJobKind();
        jobs::JobRegistry registry;
        registry.add(icl::evaluationJobKind());
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        QSignalSpy opened(&session, &bridge::ProjectSession::opened);
        session.open(fixture.folder());
        QVERIFY(opened.wait());
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        form.setValues({{"strategies", {"siir", "random"}}, {"shots", {1, 2}}, {"seeds", {0, 1, 2}}, {"lvlm", "/models/none"}});
        QTRY_VERIFY(form.isSettled());
        auto* grid = form.summary()->findChild<QTableWidget*>();
        QTRY_COMPARE(grid->rowCount(), 2);
        QCOMPARE(grid->columnCount(), 2);
        for (int row = 0; row < 2; ++row) // SIIR draws nothing: one cell
            QCOMPARE(grid->item(row, 1)->text(), grid->verticalHeaderItem(row)->text() == u"siir" ? QStringLiteral("·") : QStringLiteral("×3"));
        form.offerQueries({{QStringLiteral("Selection"), {500, 501}}});
        for (QPushButton* button : form.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Selection"))
                button->click();
        QVERIFY(form.values().at("query_ids") == nlohmann::json({500, 501}));
    }

    void anUnfinishedRunIsWaitedFor()
    {
        test::ProjectFixture fixture;
        store::RunId dm = 0;
        {
            const auto project = project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite);
            auto database = (*project)->connect();
            store::RunRepository runs(*database);
            store::RunRecord record;
            record.kind = "dm";
            record.name = "still at work";
            record.spec = "{\"task\":\"caption\"}";
            record.specHash = "0";
            dm = *runs.add(record);
            QVERIFY(runs.setState(dm, store::RunState::Paused));
        }
        const jobs::JobKind kind = lever::trainJobKind();
        jobs::JobRegistry registry;
        registry.add(lever::trainJobKind());
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        session.open(fixture.folder());
        QTRY_COMPARE(monitor.jobs().size(), 1);
        dialogs::JobFormDialog form(kind, &session, &monitor, data::Task::Caption);
        QVERIFY(form.editor("dm_runs")->value().empty()); // nothing finished to preselect
        QVERIFY(!form.canStart());
        form.editor("dm_runs")->setValue({dm});
        QCOMPARE(form.startsAfter(), dm);
        QVERIFY2(form.canStart(), qPrintable(form.problems().join(u' ')));
        form.setStartsAfter(0);
        QVERIFY(!form.canStart());
        form.setStartsAfter(dm);
        QTRY_VERIFY(form.isSettled());
    }

    void estimatesFollowTheWork()
    {
        QCOMPARE(bridge::sequencesPerAnchor({{"candidates", 4}, {"beam", 2}, {"shots", 2}}), std::int64_t{11});
        QCOMPARE(bridge::sequencesPerAnchor({{"candidates", "many"}}), std::int64_t{0});
        QCOMPARE(bridge::workAmount("dm", {{"anchors", 10}, {"candidates", 4}, {"beam", 2}, {"shots", 2}}, {}), 110.0);
        bridge::JobFacts facts;
        facts.trainSamples = 10;
        facts.validationSamples = 5;
        QCOMPARE(bridge::workAmount("embed", {{"splits", {"train", "val"}}, {"parts", {"image"}}}, facts), 15.0);
        facts.keptSequences = 7;
        QCOMPARE(bridge::workAmount("train", {{"epochs", 3}}, facts), 21.0);
        QVERIFY(bridge::workAmount("train", {{"epochs", 3}, {"width", 64}, {"layers", 2}}, facts) > 21.0);
        QCOMPARE(bridge::forwardPasses("train", {{"epochs", 3}, {"width", 64}, {"layers", 2}}, facts), std::int64_t{21});
        facts.cells = {{icl::Strategy::Siir, 1, 0, 0}, {icl::Strategy::Siir, 2, 0, 0}};
        QCOMPARE(bridge::workAmount("eval", {{"queries", 0}}, facts), 5.0 * 2 + 5.0 * 3);
        QCOMPARE(bridge::workAmount("eval", {{"queries", 100}}, facts), 25.0); // no more than there are
        QCOMPARE(bridge::forwardPasses("eval", {{"query_ids", {1, 2}}}, facts), std::int64_t{4});
        // A night's pause among seconds is not work; bursts are.
        QCOMPARE(bridge::workingSeconds({1, 1, 1, 30'000, 1, 1}), 8.0);
        QCOMPARE(bridge::workingSeconds({10, 0, 0, 10, 0, 0}), 20.0);
        QCOMPARE(bridge::workingSeconds({}), 0.0);
        QCOMPARE(bridge::workingSeconds({5}), 5.0);
    }
};

QTEST_MAIN(TestForms)
#include "tst_forms.moc"
