// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"

#include <QTest>

using namespace fulcrum;
using namespace fulcrum::jobs;
using nlohmann::json;

namespace {

std::vector<Field> table()
{
    std::vector<Field> fields = commonFields();
    fields.push_back(Field::integer("beam", 5, 1, 32, "beams"));
    fields.push_back(Field::number("rate", 1e-4, 0, 1, "learning rate"));
    fields.push_back(Field::choice("order", "left", {"left", "right"}, "order"));
    fields.push_back(Field::integers("shots", {1, 2}, 0, 64, "shots"));
    fields.push_back(Field::texts("strategies", {"siir"}, {"siir", "random"}, "strategies"));
    fields.push_back(Field::boolean("adapter", true, "adapter"));
    return fields;
}

} // namespace

class TestJobSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreFilledIn()
    {
        const auto values = checkFields(table(), json{{"beam", 3}});
        QVERIFY(values);
        QCOMPARE((*values)["beam"].get<int>(), 3);
        QCOMPARE((*values)["seed"].get<int>(), 42);
        QCOMPARE((*values)["shots"].get<std::vector<int>>(), (std::vector<int>{1, 2}));
        QCOMPARE(values->size(), table().size());
    }

    void mistakesNameTheField_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("code");
        const auto row = [](const char* given, const char* field, ErrorCode code) {
            QTest::newRow(given) << given << field << static_cast<int>(code);
        };
        row(R"({"beems":3})", "'beems'", ErrorCode::Usage);
        row(R"({"beam":0})", "'beam'", ErrorCode::OutOfRange);
        row(R"({"beam":33})", "'beam'", ErrorCode::OutOfRange);
        row(R"({"beam":"5"})", "'beam'", ErrorCode::Usage);
        row(R"({"beam":2.5})", "'beam'", ErrorCode::Usage);
        row(R"({"beam":null})", "'beam'", ErrorCode::Usage);
        row(R"({"beam":99999999999999999999999999})", "'beam'", ErrorCode::Usage);
        row(R"({"beam":18446744073709551615})", "'beam'", ErrorCode::OutOfRange);
        row(R"({"rate":1e300})", "'rate'", ErrorCode::OutOfRange);
        row(R"({"rate":true})", "'rate'", ErrorCode::Usage);
        row(R"({"order":"up"})", "'order'", ErrorCode::Usage);
        row(R"({"shots":3})", "'shots'", ErrorCode::Usage);
        row(R"({"shots":[3,-1]})", "'shots'", ErrorCode::OutOfRange);
        row(R"({"shots":[[]]})", "'shots'", ErrorCode::Usage);
        row(R"({"strategies":["siir","x"]})", "'strategies'", ErrorCode::Usage);
        row(R"({"adapter":1})", "'adapter'", ErrorCode::Usage);
        row(R"({"seed":-1})", "'seed'", ErrorCode::OutOfRange);
        row(R"({"name":"a\u0000b"})", "'name'", ErrorCode::Usage);
    }
    void mistakesNameTheField()
    {
        QFETCH(QString, given);
        QFETCH(QString, field);
        QFETCH(int, code);
        const auto values = checkFields(table(), json::parse(given.toStdString()));
        QVERIFY(!values);
        QCOMPARE(static_cast<int>(values.error().code), code);
        QVERIFY2(values.error().where.find(field.toStdString()) != std::string::npos, values.error().text().c_str());
    }

    void sizesAreBounded()
    {
        QVERIFY(!checkFields(table(), json{{"name", std::string(81, 'x')}}));
        QVERIFY(!checkFields(table(), json{{"shots", std::vector<int>(5000, 1)}}));
        QVERIFY(!checkFields(table(), json::array()));
        QVERIFY(!checkFields(table(), json{{std::string(100'000, 'k'), 1}}));
    }

    void nearestNameIsSuggested()
    {
        const auto values = checkFields(table(), json{{"beems", 1}});
        QVERIFY(!values);
        QVERIFY2(values.error().hint.find("'beam'") != std::string::npos, values.error().text().c_str());
    }

    void requiredFields()
    {
        const std::vector<Field> fields = {Field::runs("dm_runs", "D_M runs")};
        QVERIFY(!checkFields(fields, json::object()));
        QVERIFY(!checkFields(fields, json{{"dm_runs", {0}}}));
        QVERIFY(checkFields(fields, json{{"dm_runs", {3}}}));
    }

    void hashIgnoresWhatDoesNotMatter()
    {
        const std::vector<Field> fields = table();
        const auto hash = [&](const json& given) { return specHash({"dm", *checkFields(fields, given)}, fields); };
        const std::string plain = hash(json::object());
        QCOMPARE(plain.size(), std::size_t{64});
        QCOMPARE(hash({{"name", "x"}, {"device", "cuda:0"}, {"threads", 4}}), plain);
        QCOMPARE(hash({{"beam", 5}}), plain);
        QVERIFY(hash({{"beam", 6}}) != plain);
        QVERIFY(hash({{"seed", 1}}) != plain);
        QCOMPARE(hash({{"rate", 1}}), hash({{"rate", 1.0}}));
    }

    void ruleAndRegistry()
    {
        JobKind kind;
        kind.name = "dm";
        kind.fields = table();
        kind.rule = [](const json& values) -> Result<void> {
            if (values.at("beam").get<int>() == 7)
                return fail(ErrorCode::Usage, "not seven", "field 'beam'");
            return {};
        };
        JobRegistry registry;
        registry.add(std::move(kind));
        QVERIFY((*registry.get("dm"))->check(json::object()));
        QVERIFY(!(*registry.get("dm"))->check(json{{"beam", 7}}));
        QCOMPARE(registry.get("none").error().code, ErrorCode::Usage);
        QVERIFY((*registry.get("dm"))->field("rate"));
    }
};

QTEST_GUILESS_MAIN(TestJobSpec)
#include "tst_job_spec.moc"
