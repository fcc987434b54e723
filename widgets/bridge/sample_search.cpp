// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sample_search.h"

#include "core/store/sample_repository.h"

#include <QRegularExpression>

namespace fulcrum::bridge {

namespace {

constexpr std::size_t kStopCheckEvery = 1024;

bool matches(const data::SampleView& sample, const QRegularExpression& pattern)
{
    const auto hit = [&pattern](std::string_view text) {
        return !text.empty() && pattern.match(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).hasMatch();
    };
    return std::any_of(sample.captions.begin(), sample.captions.end(), hit) || hit(sample.question)
        || hit(sample.answer);
}

Result<QVector<std::int64_t>> searchPattern(
    const data::Dataset& dataset, const QString& expression, std::stop_token stop)
{
    const QRegularExpression pattern(expression, QRegularExpression::CaseInsensitiveOption);
    if (!pattern.isValid())
        return fail(ErrorCode::Usage, "the search expression is not valid", expression.toStdString(),
            pattern.errorString().toStdString());
    QVector<std::int64_t> found;
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        if (i % kStopCheckEvery == 0 && stop.stop_requested())
            return fail(ErrorCode::Cancelled, "search");
        if (matches(dataset.view(i), pattern))
            found.append(static_cast<std::int64_t>(i));
    }
    return found;
}

} // namespace

SearchText parseSearch(const QString& typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return {};
    static const QRegularExpression id(QStringLiteral("^(?:id:|#)\\s*(\\d{1,18})$"));
    if (const auto match = id.match(text); match.hasMatch())
        return {SearchText::Kind::Id, match.captured(1), {}};
    if (text.size() > 2 && text.startsWith(u'/') && text.endsWith(u'/'))
        return {SearchText::Kind::Pattern, text.mid(1, text.size() - 2), {}};
    QStringList words;
    static const QRegularExpression separators(QStringLiteral("[^\\w-]+"), QRegularExpression::UseUnicodePropertiesOption);
    for (const QString& word : text.split(separators, Qt::SkipEmptyParts))
        if (!word.startsWith(u'-'))
            words.append(word);
    return {SearchText::Kind::Words, text, words};
}

Result<QVector<std::int64_t>> search(const project::Project& project, const data::Dataset& dataset,
    const SearchText& what, std::stop_token stop)
{
    switch (what.kind) {
    case SearchText::Kind::Id: {
        const std::int64_t index = dataset.indexOfId(what.text.toLongLong());
        return index >= 0 ? QVector<std::int64_t> {index} : QVector<std::int64_t> {};
    }
    case SearchText::Kind::Pattern: return searchPattern(dataset, what.text, stop);
    case SearchText::Kind::Words: {
        FULCRUM_TRY(store::Database database, project.connect());
        FULCRUM_TRY(const std::vector<std::int64_t> hits,
            store::SampleRepository(database).searchIndices(
                dataset.task(), dataset.split(), what.text.toStdString(), dataset.fingerprint()));
        return QVector<std::int64_t>(hits.begin(), hits.end());
    }
    case SearchText::Kind::All: break;
    }
    QVector<std::int64_t> all(static_cast<qsizetype>(dataset.size()));
    for (qsizetype i = 0; i < all.size(); ++i)
        all[i] = i;
    return all;
}

} // namespace fulcrum::bridge
