// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/project_fixture.h"
#include "widgets/bridge/project_session.h"

#include <QSignalSpy>
#include <QTest>

using namespace fulcrum;
using bridge::ProjectSession;

class TestProjectSession : public QObject
{
    Q_OBJECT

private:
    /// The files of the fixture as a new project's.
    project::ProjectConfig config() const
    {
        project::ProjectConfig config;
        config.name = "new";
        for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
            const QString name = QString::fromLatin1(data::splitName(split));
            config.files(split).images = m_fixture.path(qPrintable(name)).toStdString();
            config.files(split).captions = m_fixture.path(qPrintable(name + QStringLiteral(".json"))).toStdString();
        }
        return config;
    }
    QString newFolder() const { return m_fixture.path("new.fulcrum"); }
    static std::size_t samples(const ProjectSession& session, data::Split split)
    {
        const auto dataset = session.dataset(data::Task::Caption, split);
        return dataset ? dataset->size() : 0;
    }

    test::ProjectFixture m_fixture;
    jobs::JobRegistry m_registry;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_fixture.problem().isEmpty(), qPrintable(m_fixture.problem())); }

    void cleanup() { QDir(newFolder()).removeRecursively(); }

    void aNewProjectShowsItsSamplesWhileItIsImported()
    {
        ProjectSession session(m_registry);
        QSignalSpy finished(&session, &ProjectSession::importFinished), failed(&session, &ProjectSession::importFailed);
        std::size_t seen = 0; // before the import was finished
        connect(&session, &ProjectSession::datasetsLoaded, this, [&] {
            if (session.isImporting())
                seen = std::max(seen, samples(session, data::Split::Train));
        });
        session.create(newFolder(), config());
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(failed.isEmpty() && !session.isImporting());
        QCOMPARE(seen, std::size_t(test::ProjectFixture::kTrain));
        QTRY_VERIFY(!session.datasetsLoading());
        QCOMPARE(samples(session, data::Split::Train), std::size_t(test::ProjectFixture::kTrain));
        QCOMPARE(samples(session, data::Split::Validation), std::size_t(test::ProjectFixture::kValidation));
    }

    void anImportThatFailsLeavesNothing()
    {
        ProjectSession session(m_registry);
        QSignalSpy failed(&session, &ProjectSession::importFailed);
        project::ProjectConfig broken = config();
        broken.validation.captions = m_fixture.path("none.json").toStdString();
        session.create(newFolder(), broken);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].value<Error>().code, ErrorCode::NotFound);
        QVERIFY(!session.isOpen());
        QVERIFY(!QFile::exists(newFolder()));
    }

    void aChangedFileIsImportedBesideTheOldVersion()
    {
        ProjectSession session(m_registry);
        QSignalSpy finished(&session, &ProjectSession::importFinished);
        session.create(newFolder(), config());
        QTRY_COMPARE(finished.size(), 1);
        const QString file = m_fixture.path("val.json");
        QFile captions(file);
        QVERIFY(captions.open(QIODevice::ReadWrite));
        const QByteArray before = captions.readAll();
        captions.resize(0);
        captions.seek(0);
        captions.write(QByteArray(before).replace("a red circle", "a blue circle"));
        captions.close();
        session.importAgain();
        QTRY_COMPARE(finished.size(), 2);
        const auto report = finished[1][0].value<project::ImportReport>();
        int replaced = 0;
        for (const auto& entry : report.entries)
            replaced += entry.replaced.has_value();
        QCOMPARE(replaced, 1);
        QTRY_VERIFY(!session.datasetsLoading());
        const auto dataset = session.dataset(data::Task::Caption, data::Split::Validation);
        QVERIFY((*dataset)[0].captions.front().starts_with("a blue circle"));
        QVERIFY(captions.open(QIODevice::WriteOnly));
        captions.write(before);
    }
};

QTEST_MAIN(TestProjectSession)
#include "tst_project_session.moc"
