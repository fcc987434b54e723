// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/published_results.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace fulcrum;
using namespace fulcrum::store;

class TestPublished : public QObject
{
    Q_OBJECT

    std::vector<PublishedTable> m_tables;

    const PublishedTable* table(std::string_view id) const
    {
        for (const PublishedTable& one : m_tables)
            if (one.id == id)
                return &one;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto read = readPublishedResults(Path(FULCRUM_SOURCE_DIR) / "resources/published/lever_lm.json");
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        m_tables = *read;
    }

    void everyNumberHasItsSource()
    {
        QVERIFY(m_tables.size() >= 9);
        for (const PublishedTable& one : m_tables) {
            QVERIFY(!one.sourceReference.empty() && !one.rows.empty());
            for (const PublishedRow& row : one.rows)
                QVERIFY(!row.values.empty());
        }
    }

    /// Avg:1~8 = (2 Avg:1~2 + 4 Avg:3~8) / 6 must hold wherever all three are known (PAPER.md (b)).
    void averagesAgree()
    {
        int checked = 0;
        for (const PublishedRow& row : table("lever-lm-table-1")->rows) {
            if (!row.values.contains("avg_1_2") || !row.values.contains("avg_3_8"))
                continue;
            const double expected = (2 * row.values.at("avg_1_2").value + 4 * row.values.at("avg_3_8").value) / 6;
            QVERIFY(std::abs(expected - row.values.at("avg_1_8").value) < 0.011);
            ++checked;
        }
        QCOMPARE(checked, 8);
    }

    void findsTheOverlayOfACurve()
    {
        const PublishedRow* row = table("lever-lm-table-1")->find("caption", "IDEFICS-9B", "random");
        QVERIFY(row);
        QCOMPARE(row->label, std::string("RS"));
        QCOMPARE(row->values.at("avg_1_8").value, 97.36);
        QVERIFY(row->values.at("avg_1_8").mark == PublishedMark::Paper);
        QVERIFY(!table("lever-lm-table-1")->find("caption", "IDEFICS-9B", "oracle"));
    }

    void brokenFilesAreRefused_data()
    {
        QTest::addColumn<QString>("json");
        QTest::newRow("not JSON") << "{";
        QTest::newRow("array") << "[]";
        QTest::newRow("other format") << R"({"format":2,"sources":{},"tables":[]})";
        QTest::newRow("no tables") << R"({"format":1,"sources":{}})";
        QTest::newRow("table is a number") << R"({"format":1,"sources":{},"tables":[1]})";
        QTest::newRow("unknown source")
            << R"({"format":1,"sources":{},"tables":[{"id":"a","title":"a","unit":"u","source":"s","rows":[]}]})";
        QTest::newRow("unknown mark")
            << R"({"format":1,"sources":{"s":{"title":"t","reference":"r"}},"tables":[{"id":"a","title":"a","unit":"u","source":"s","rows":[{"task":"vqa","lvlm":"","label":"","method":"","values":{"x":{"value":1,"mark":"Q"}}}]}]})";
        QTest::newRow("value is a text")
            << R"({"format":1,"sources":{"s":{"title":"t","reference":"r"}},"tables":[{"id":"a","title":"a","unit":"u","source":"s","rows":[{"task":"vqa","lvlm":"","label":"","method":"","values":{"x":{"value":"1","mark":"P"}}}]}]})";
    }
    void brokenFilesAreRefused()
    {
        QFETCH(QString, json);
        QTemporaryDir folder;
        const Path file = Path(folder.path().toStdString()) / "p.json";
        QVERIFY(writeFileAtomic(file, json.toStdString()));
        const auto read = readPublishedResults(file);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Malformed);
        QVERIFY(read.error().where.find("p.json") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPublished)
#include "tst_published.moc"
