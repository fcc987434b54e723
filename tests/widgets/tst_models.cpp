// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/log_model.h"
#include "widgets/models/sample_model.h"
#include "widgets/models/series_model.h"
#include "widgets/models/summary_model.h"
#include "widgets/views/log_view.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace fulcrum;

namespace {

std::shared_ptr<const data::Dataset> captions(int count)
{
    std::vector<data::Sample> samples;
    for (int i = 0; i < count; ++i) {
        data::Sample sample;
        sample.index = i;
        sample.id = 1000 + i;
        sample.imageFile = "image" + std::to_string(i) + ".png";
        sample.captions = {"caption " + std::to_string(i), "second"};
        samples.push_back(sample);
    }
    return std::make_shared<data::Dataset>(
        data::Task::Caption, data::Split::Validation, "f", Path("/images"), data::SampleTable(samples));
}

bridge::Rows rows(std::vector<std::int32_t> order)
{
    return std::make_shared<const std::vector<std::int32_t>>(std::move(order));
}

QStringList dump(const QAbstractItemModel& model, int column, int role = Qt::DisplayRole)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row)
        rows.append(model.index(row, column).data(role).toString());
    return rows;
}

} // namespace

class TestModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samples()
    {
        models::SampleModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 0);
        model.setDataset(captions(4));
        QCOMPARE(dump(model, models::SampleModel::TextColumn),
            (QStringList {QStringLiteral("caption 0"), QStringLiteral("caption 1"), QStringLiteral("caption 2"), QStringLiteral("caption 3")}));
        model.setOrder(rows({3, 99, 1, -1}));
        QCOMPARE(dump(model, models::SampleModel::IdColumn), (QStringList {QStringLiteral("1003"), QStringLiteral("1001")}));
        QCOMPARE(model.index(0, 0).data(models::SampleModel::ImagePathRole).toString(), QStringLiteral("/images/image3.png"));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setQueryIndex(1);
        QCOMPARE(changed.size(), 1);
        QVERIFY(model.index(1, 0).data(models::SampleModel::IsQueryRole).toBool());
        QCOMPARE(model.rowOf(3), 0);
        QCOMPARE(model.rowOf(2), -1);
        model.setOrder(nullptr);
        QCOMPARE(model.rowCount(), 4); // the grid ends with the last sample, not before
        model.setDataset(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void rowsAndSamplesAreInverse_data()
    {
        QTest::addColumn<QVector<int>>("order");
        QTest::newRow("all") << QVector<int> {};
        QTest::newRow("some") << QVector<int> {4, 0, 2};
        QTest::newRow("backwards") << QVector<int> {5, 4, 3, 2, 1, 0};
    }

    void rowsAndSamplesAreInverse()
    {
        QFETCH(QVector<int>, order);
        models::SampleModel model;
        model.setDataset(captions(6));
        if (!order.isEmpty())
            model.setOrder(rows({order.begin(), order.end()}));
        int found = 0;
        for (int sample = 0; sample < 6; ++sample)
            if (const int row = model.rowOf(sample); row >= 0) {
                ++found;
                QCOMPARE(model.indexAt(row), sample);
            }
        QCOMPARE(found, model.rowCount());
        for (const int outside : {-1, 6, 1 << 30})
            QCOMPARE(model.rowOf(outside), -1);
        QCOMPARE(model.indexAt(-1), -1);
        QCOMPARE(model.indexAt(model.rowCount()), -1);
        QVERIFY(!model.viewAt(model.rowCount()));
    }

    void factsAreBadgesAndColumns()
    {
        models::SampleModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setDataset(captions(3));
        auto tags = std::make_shared<store::TagFacts>();
        tags->names = {"hard", "star"};
        tags->begin = {0, 2, 3, 3};
        tags->ids = {0, 1, 0};
        store::SampleFacts facts;
        facts.tags = tags;
        facts.used.push_back(std::make_shared<store::SampleFacts::Used>(store::SampleFacts::Used {{}, {0, 7, 0}}));
        facts.missing = std::make_shared<std::vector<bool>>(std::vector<bool> {false, false, true});
        facts.scores.push_back(std::make_shared<store::SampleFacts::Scores>(
            store::SampleFacts::Scores {{"#1", {}, 0}, {50.25F, std::nanf(""), 1}}));
        model.setFacts(facts);
        using Model = models::SampleModel;
        QVERIFY(model.index(0, 0).data(Model::StarRole).toBool());
        QCOMPARE(model.index(0, 0).data(Model::TagsRole).toStringList(), (QStringList {QStringLiteral("hard")}));
        QVERIFY(!model.index(1, 0).data(Model::StarRole).toBool());
        QCOMPARE(model.index(1, 0).data(Model::UsesRole).toInt(), 7);
        QVERIFY(model.index(2, 0).data(Model::MissingRole).toBool());
        QVERIFY(model.index(1, 0).data(Qt::AccessibleTextRole).toString().contains(u'7'));
        QCOMPARE(model.columnCount(), int(Model::FixedColumns));
        model.setScoreColumns({{{"#1", {}, 0}, QStringLiteral("run")}, {{"#2", {}, 0}, QStringLiteral("not loaded")}});
        QCOMPARE(model.columnCount(), int(Model::FixedColumns) + 2);
        QCOMPARE(dump(model, Model::FixedColumns),
            (QStringList {QLocale().toString(50.3, 'f', 1), QString(), QLocale().toString(1.0, 'f', 1)}));
        QCOMPARE(dump(model, Model::FixedColumns + 1), (QStringList {QString(), QString(), QString()}));
        model.setScoreColumns({});
        QCOMPARE(model.columnCount(), int(Model::FixedColumns));
    }

    void columnsHaveNames()
    {
        using Model = models::SampleModel;
        QSet<QString> names;
        for (int column = 0; column < Model::FixedColumns; ++column) {
            QCOMPARE(Model::columnOfKey(Model::columnKey(column)), column);
            names.insert(Model::columnKey(column));
        }
        QCOMPARE(names.size(), int(Model::FixedColumns));
        QCOMPARE(Model::columnOfKey(QStringLiteral("nothing")), -1);
        QVERIFY(Model::columnKey(-1).isEmpty() && Model::columnKey(99).isEmpty());
    }

    void vqaShowsQuestionAndAnswer()
    {
        data::Sample sample;
        sample.question = "What colour?";
        sample.answer = "red";
        models::SampleModel model;
        model.setDataset(std::make_shared<data::Dataset>(
            data::Task::Vqa, data::Split::Train, "f", Path("/i"), data::SampleTable(std::vector<data::Sample> {sample})));
        QCOMPARE(model.index(0, 0).data(models::SampleModel::PrimaryTextRole).toString(), QStringLiteral("What colour?"));
        QCOMPARE(model.index(0, 0).data(models::SampleModel::SecondaryTextRole).toString(), QStringLiteral("red"));
    }

    void log()
    {
        models::LogModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        views::LogFilterProxyModel filter;
        filter.setSourceModel(&model);
        model.append({{1000, LogLevel::Info, 3, QStringLiteral("a1"), QStringLiteral("started")},
            {2000, LogLevel::Error, 0, {}, QStringLiteral("disk full")}});
        QCOMPARE(dump(model, models::LogModel::MessageColumn), (QStringList {QStringLiteral("started"), QStringLiteral("disk full")}));
        QCOMPARE(dump(model, models::LogModel::SourceColumn), (QStringList {QStringLiteral("Run 3 a1"), QStringLiteral("Program")}));
        filter.setLowestLevel(static_cast<int>(LogLevel::Warning));
        QCOMPARE(filter.rowCount(), 1);
        filter.setLowestLevel(0);
        filter.setFilterRegularExpression(QStringLiteral("^st"));
        QCOMPARE(dump(filter, models::LogModel::MessageColumn), (QStringList {QStringLiteral("started")}));
    }

    void logKeepsTheNewestLines()
    {
        models::LogModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVector<bridge::LogLine> lines;
        for (int i = 0; i < int(models::LogModel::kMost) + 5; ++i)
            lines.append({0, LogLevel::Info, 0, {}, QString::number(i)});
        model.append(lines);
        QCOMPARE(model.rowCount(), int(models::LogModel::kMost));
        model.append({{0, LogLevel::Info, 0, {}, QStringLiteral("last")}});
        QCOMPARE(model.rowCount(), int(models::LogModel::kMost));
        QCOMPARE(model.index(model.rowCount() - 1, models::LogModel::MessageColumn).data().toString(), QStringLiteral("last"));
        QCOMPARE(model.index(0, models::LogModel::MessageColumn).data().toString(), QStringLiteral("6"));
    }

    void jobsFollowTheMonitor()
    {
        jobs::JobRegistry registry;
        bridge::ProjectSession session(registry);
        bridge::JobMonitor monitor(&session);
        models::JobListModel model(&monitor);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 0);
        QSignalSpy logged(&monitor, &bridge::JobMonitor::logged);
        jobs::JobEvent event;
        event.type = jobs::JobEvent::Type::Log;
        event.message = "hello";
        session.events().push(event);
        monitor.drain();
        QCOMPARE(logged.size(), 1);
    }

    void series()
    {
        chart::Figure figure;
        chart::Panel panel;
        panel.series = {{"siir", "", {{1, 10, {}, {}}}}, {"lever-lm", "", {{1, 5, {}, {}}, {2, 30, {}, {}}}}, {"sttr", "", {}}};
        figure.panels = {panel, panel};
        models::SeriesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFigure(figure);
        QCOMPARE(dump(model, 0, models::SeriesModel::KeyRole), (QStringList {QStringLiteral("lever-lm"), QStringLiteral("siir")}));
        QSignalSpy hidden(&model, &models::SeriesModel::hiddenChanged);
        QVERIFY(model.setData(model.index(1), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(model.hidden(), (QSet<QString> {QStringLiteral("siir")}));
        model.solo(model.index(1));
        QCOMPARE(model.hidden(), (QSet<QString> {QStringLiteral("lever-lm")}));
        model.solo(model.index(1));
        QVERIFY(model.hidden().isEmpty());
        QCOMPARE(hidden.size(), 3);
    }

    void summary()
    {
        icl::StrategySummary lever, siir;
        lever.task = siir.task = "caption";
        lever.strategy = "lever-lm";
        siir.strategy = "siir";
        lever.shots = {{1, 30.0}, {2, 41.26}};
        siir.shots = {{1, 35.0}};
        lever.avg12 = 35.63;
        models::SummaryModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows({lever, siir});
        QCOMPARE(model.columnCount(), 2 + 2 + 3);
        QCOMPARE(model.index(0, 3).data().toString(), QLocale().toString(41.26, 'f', 1));
        QVERIFY(model.index(1, 2).data(models::SummaryModel::BestRole).toBool());
        QVERIFY(!model.index(0, 2).data(models::SummaryModel::BestRole).toBool());
        QVERIFY(model.toText().contains(QStringLiteral("41.26"))); // '.' whatever the locale
    }
};

QTEST_MAIN(TestModels)
#include "tst_models.moc"
