// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_table.h"

#include "core/base/rng.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fulcrum;
using data::Sample;
using data::SampleTable;

namespace {

std::vector<Sample> someSamples(bool sorted)
{
    std::vector<Sample> samples;
    for (int i = 0; i < 50; ++i) {
        Sample sample;
        sample.index = i;
        sample.id = sorted ? 10 * i : 10 * ((i * 7) % 50);
        sample.imageId = 1000 + i / 2;
        sample.imageFile = std::string("train/") + std::to_string(i) + ".jpg";
        sample.width = i;
        sample.height = 2 * i;
        sample.captions.assign(static_cast<std::size_t>(i % 4), std::string(static_cast<std::size_t>(i), 'c'));
        if (i % 3 == 0) {
            sample.question = "what is it?";
            sample.answer = "\xE7\x8C\xAB";
            sample.answers = {"cat", "", "\xE7\x8C\xAB"};
            sample.answerType = "other";
            sample.questionType = "what is";
        }
        samples.push_back(sample);
    }
    return samples;
}

bool equal(const Sample& a, const Sample& b)
{
    return a.index == b.index && a.id == b.id && a.imageId == b.imageId && a.imageFile == b.imageFile
        && a.width == b.width && a.height == b.height && a.captions == b.captions && a.question == b.question
        && a.answer == b.answer && a.answers == b.answers && a.answerType == b.answerType
        && a.questionType == b.questionType;
}

/// Touches every byte that a reader could.
std::size_t readAll(const SampleTable& table)
{
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const Sample sample = table.sample(i);
        bytes += sample.imageFile.size() + sample.question.size();
        for (const std::string_view text : table.view(i).captions)
            bytes += text.size();
        for (const std::string_view text : table.view(i).answers)
            bytes += text.size();
    }
    return bytes;
}

} // namespace

class TestSampleTable : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    Path file() const { return m_folder.filePath(QStringLiteral("a.samples")).toStdString(); }

private Q_SLOTS:
    void keepsEverything()
    {
        for (const bool sorted : {true, false}) {
            const std::vector<Sample> samples = someSamples(sorted);
            QVERIFY(SampleTable::write(file(), samples, "print"));
            const auto mapped = SampleTable::open(file(), "print");
            QVERIFY(mapped);
            for (const SampleTable& table : {SampleTable(samples), *mapped}) {
                QCOMPARE(table.size(), samples.size());
                for (std::size_t i = 0; i < samples.size(); ++i) {
                    QVERIFY(equal(table.sample(i), samples[i]));
                    QCOMPARE(table.imageFile(i), std::string_view(samples[i].imageFile));
                    QCOMPARE(table.indexOfId(samples[i].id), samples[i].index);
                }
                QCOMPARE(table.indexOfId(5), std::int64_t{-1});
                QCOMPARE(table.indexOfId(-1), std::int64_t{-1});
                QCOMPARE(table.indexOfId(100000), std::int64_t{-1});
            }
        }
    }

    void findsTheFirstOfEqualIds()
    {
        std::vector<Sample> samples(3);
        for (std::size_t i = 0; i < 3; ++i)
            samples[i].id = i == 0 ? 1 : 2;
        QCOMPARE(SampleTable(samples).indexOfId(2), std::int64_t{1});
        QCOMPARE(SampleTable(std::vector<Sample>{}).indexOfId(2), std::int64_t{-1});
    }

    void refusesOtherFiles()
    {
        QVERIFY(SampleTable::write(file(), someSamples(true), "print"));
        QCOMPARE(SampleTable::open(file(), "other").error().code, ErrorCode::Malformed);
        const std::string whole = *readFile(file());
        for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{127}, std::size_t{128}, whole.size() - 1}) {
            QVERIFY(writeFileAtomic(file(), whole.substr(0, length)));
            const auto opened = SampleTable::open(file(), "print");
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::Malformed);
        }
        QCOMPARE(SampleTable::open(file().string() + "x", "print").error().code, ErrorCode::NotFound);
    }

    void damageIsHarmless()
    {
        QVERIFY(SampleTable::write(file(), someSamples(true), "print"));
        const std::string whole = *readFile(file());
        Rng rng(7, {});
        for (int round = 0; round < 300; ++round) {
            std::string damaged = whole;
            for (int i = 0; i < 8; ++i)
                damaged[rng.below(damaged.size())] = static_cast<char>(rng.below(256));
            QVERIFY(writeFileAtomic(file(), damaged));
            if (const auto opened = SampleTable::open(file(), "print"))
                QVERIFY(readAll(*opened) <= damaged.size() * (opened->size() + 1));
        }
    }
};

QTEST_APPLESS_MAIN(TestSampleTable)
#include "tst_sample_table.moc"
