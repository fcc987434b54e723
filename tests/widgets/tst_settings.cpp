// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/register_jobs.h"
#include "core/jobs/job.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/dialogs/field_editor.h"
#include "widgets/dialogs/settings_dialog.h"
#include "widgets/dialogs/shortcut_editor.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/help_view.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;

namespace {

QKeySequence keys(const char* text) { return QKeySequence(QString::fromLatin1(text)); }
QString text(const char* latin) { return QString::fromLatin1(latin); }

void fill(bridge::ActionRegistry& actions)
{
    actions.add({text("file.open"), text("&Open"), text("Open it"), keys("Ctrl+O")});
    actions.add({text("file.quit"), text("&Quit"), text("End it"), keys("Ctrl+Q")});
    actions.add({text("view.plain"), text("Plain"), text("Without keys")});
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void valuesComeBack()
    {
        const QString file = m_folder.filePath(text("a/fulcrum.conf"));
        {
            bridge::Settings settings(file, true);
            QSignalSpy changed(&settings, &bridge::Settings::changed);
            QVERIFY(settings.restoreSession());
            settings.setLanguage(text("zh_CN"));
            settings.setRestoreSession(false);
            settings.setCacheCapMiB(64);
            settings.setThreads(3);
            settings.setDevice(text("cpu"));
            settings.setMemoryGuardMiB(0);
            settings.setHighContrastCharts(true);
            settings.setShortcut(text("file.open"), keys("F9"));
            settings.setParity(text("gate"), "4.32");
            settings.setStepsDone({text("look")});
            QCOMPARE(changed.size(), 10);
            settings.setThreads(3);
            QCOMPARE(changed.size(), 10); // the same again is no change
        }
        const bridge::Settings settings(file, false);
        QCOMPARE(settings.language(), text("zh_CN"));
        QVERIFY(!settings.restoreSession());
        QCOMPARE(settings.cacheCapMiB(), 64);
        QCOMPARE(settings.memoryGuardMiB(), 0);
        QVERIFY(settings.highContrastCharts());
        QCOMPARE(settings.shortcuts().value(text("file.open")), keys("F9"));
        QCOMPARE(settings.stepsDone(), QStringList {text("look")});
        QVERIFY(settings.formDefaults() == nlohmann::json({{"gate", "4.32"}, {"threads", 3}, {"device", "cpu"}}));
    }

    void readOnlySettingsWriteNothing()
    {
        const QString file = m_folder.filePath(text("none/fulcrum.conf"));
        bridge::Settings settings(file, false);
        settings.setTheme(text("dark"));
        QCOMPARE(settings.theme(), text("dark"));
        QVERIFY(!QFileInfo::exists(file));
    }

    void nonsenseInTheFileIsCut()
    {
        const QString file = m_folder.filePath(text("bad.conf"));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("[cache]\nthumbnails=-5\n[device]\nthreads=99999\nmemoryGuard=many\n[forms]\nparity\\gate={{{\n[shortcuts]\nfile.open=@@nonsense@@\n");
        out.close();
        const bridge::Settings settings(file, false);
        QCOMPARE(settings.cacheCapMiB(), 0);
        QCOMPARE(settings.threads(), 1024);
        QCOMPARE(settings.memoryGuardMiB(), 0);
        QVERIFY(!settings.formDefaults().contains("gate"));
    }

    void keysAreEditedAndConflictsShown()
    {
        bridge::ActionRegistry actions;
        fill(actions);
        bridge::Settings settings(m_folder.filePath(text("keys.conf")), true);
        models::ShortcutModel model(&actions, &settings);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 3);
        const QModelIndex open = model.index(0, models::ShortcutModel::KeysColumn), quit = model.index(1,
            models::ShortcutModel::KeysColumn);
        QVERIFY(model.setData(open, QVariant::fromValue(keys("Ctrl+Shift+O"))));
        QCOMPARE(actions.action(text("file.open"))->shortcut(), keys("Ctrl+Shift+O"));
        QVERIFY(actions.action(text("file.open"))->toolTip().contains(text("Shift")));
        QVERIFY(model.isChanged(0) && model.conflicts() == 0);
        QVERIFY(model.setData(open, QVariant::fromValue(keys("Ctrl+Q"))));
        QCOMPARE(model.conflicts(), 2);
        QCOMPARE(quit.data(models::ShortcutModel::ConflictRole).toStringList(), QStringList {text("Open")});
        QVERIFY(quit.data(Qt::ForegroundRole).isValid());
        QVERIFY(!model.index(2, 1).data(Qt::ForegroundRole).isValid());
        // An action that is registered later takes the keys that were chosen for it.
        settings.setShortcut(text("late.one"), keys("F8"));
        actions.setKeys(settings.shortcuts());
        QCOMPARE(actions.add({text("late.one"), text("Late"), text("tip"), keys("F7")})->shortcut(), keys("F8"));
        model.reset(0);
        QCOMPARE(actions.action(text("file.open"))->shortcut(), keys("Ctrl+O"));
        QCOMPARE(model.conflicts(), 0);
        QVERIFY(model.setData(quit, QVariant::fromValue(QKeySequence())));
        QVERIFY(actions.action(text("file.quit"))->shortcut().isEmpty());
        model.resetAll();
        QCOMPARE(actions.action(text("file.quit"))->shortcut(), keys("Ctrl+Q"));
        QVERIFY(settings.shortcuts().isEmpty());
        QVERIFY(!model.setData(model.index(0, 0), QVariant::fromValue(keys("F1"))));
    }

    void theEditorFindsAndResets()
    {
        bridge::ActionRegistry actions;
        fill(actions);
        bridge::Settings settings(m_folder.filePath(text("editor.conf")), true);
        dialogs::ShortcutEditor editor(&actions, &settings);
        editor.findChild<QLineEdit*>()->setText(text("quit"));
        QCOMPARE(editor.table()->model()->rowCount(), 1);
        editor.table()->setCurrentIndex(editor.table()->model()->index(0, 1));
        editor.table()->model()->setData(editor.table()->model()->index(0, 1), QVariant::fromValue(keys("F5")));
        QCOMPARE(actions.action(text("file.quit"))->shortcut(), keys("F5"));
        for (QPushButton* button : editor.findChildren<QPushButton*>())
            if (button->isEnabled() && button->text() == text("Reset"))
                button->click();
        QCOMPARE(actions.action(text("file.quit"))->shortcut(), keys("Ctrl+Q"));
    }

    void theDialogSetsWhatItShows()
    {
        bridge::ActionRegistry actions;
        fill(actions);
        bridge::Settings settings(m_folder.filePath(text("dialog.conf")), true);
        bridge::ThumbnailProvider thumbnails({bridge::toPath(m_folder.filePath(text("thumbs")))});
        jobs::JobRegistry jobs;
        icl::registerJobs(jobs);
        dialogs::SettingsDialog dialog(&settings, &actions, &thumbnails, jobs);
        // Every switch that repeats a quirk of the published code is there, and none twice.
        for (const char* field : {"ranking", "mask", "front_insertion", "gate", "official_batch_mask", "cider_references"})
            QCOMPARE(dialog.findChildren<dialogs::FieldEditor*>(text("parity.") + text(field)).size(), 1);
        auto* gate = dialog.findChild<dialogs::FieldEditor*>(text("parity.gate"));
        gate->setValue("4.32");
        QVERIFY(settings.formDefaults() == nlohmann::json({{"gate", "4.32"}}));
        gate->setValue("current");
        QVERIFY(settings.formDefaults().empty());
        for (auto* combo : dialog.findChildren<QComboBox*>())
            if (const int chinese = combo->findData(text("zh_CN")); chinese >= 0)
                combo->setCurrentIndex(chinese);
        QCOMPARE(settings.language(), text("zh_CN"));
        for (QWidget* widget : dialog.findChildren<QWidget*>())
            if (qobject_cast<QComboBox*>(widget) && widget->parentWidget() && !qobject_cast<dialogs::FieldEditor*>(widget->parentWidget()))
                QVERIFY(!widget->accessibleName().isEmpty());
    }

    void stepsAreTickedOnce()
    {
        views::GettingStarted list;
        list.setDone({text("train"), text("nonsense")});
        using Step = views::GettingStarted::Step;
        QVERIFY(list.isDone(Step::Train) && !list.isDone(Step::LookAtQuery));
        QSignalSpy changed(&list, &views::GettingStarted::changed);
        list.finish(Step::LookAtQuery);
        list.finish(Step::LookAtQuery);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(list.done().size(), 2);
    }

    void theGuideHasContents()
    {
        views::HelpView help;
        help.setGuide(text("# Guide\n\n## 1. One\n\ntext\n\n![picture](x.png)\n\n## 2. Jobs\n\nmore about jobs\n"));
        QCOMPARE(help.headings(), (QStringList {text("1. One"), text("2. Jobs")}));
        help.showSection(text("Jobs"));
        help.showSection(text("no such"));
        help.setGuide({});
        QVERIFY(help.headings().isEmpty());
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
