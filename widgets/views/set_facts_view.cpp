// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/set_facts_view.h"

#include "core/chart/palette.h"
#include "widgets/bridge/format.h"
#include "widgets/charts/histogram_chart.h"
#include "widgets/charts/step_charts.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <numeric>

namespace fulcrum::views {

namespace {

/// A card with a heading over a column that the caller fills.
std::pair<QWidget*, QVBoxLayout*> factCard(const QString& heading, const QString& tip)
{
    QFrame* card = makeCard();
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(6);
    QLabel* title = theme::label(heading, theme::Text::Heading);
    title->setToolTip(tip);
    column->addWidget(title);
    card->setToolTip(tip);
    return {card, column};
}

} // namespace

SetFactsView::SetFactsView(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(makeScore(), 4);
    row->addWidget(makeCoverage(), 3);
    row->addWidget(makeTexts(), 3);
}

QWidget* SetFactsView::makeScore()
{
    const auto [card, column] = factCard(tr("Score"), tr("Mean over the evaluated queries with a 95 % interval from a bootstrap over queries, and how the queries are spread"));
    m_evaluation = new QComboBox;
    m_evaluation->setAccessibleName(tr("Evaluation of this set"));
    m_evaluation->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_evaluation, &QComboBox::activated, this, &SetFactsView::showEvaluation);
    column->addWidget(m_evaluation);
    m_score = theme::label({}, theme::Text::Title, nullptr, true);
    m_score->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_score);
    m_scoreNote = theme::label({}, theme::Text::Small, nullptr, true);
    column->addWidget(m_scoreNote);
    m_scores = new charts::HistogramChart;
    m_scores->setAccessibleName(tr("Scores of the queries"));
    column->addWidget(m_scores, 1);
    column->addStretch();
    return card;
}

QWidget* SetFactsView::makeCoverage()
{
    const auto [card, column] = factCard(tr("Coverage and redundancy"),
        tr("Coverage: cosine distance of each validation query to the nearest member, by image in the encoder’s space; small is near. "
           "Redundancy: mean cosine similarity of all pairs of members; 1 = the same picture again and again."));
    m_coverageNumber = theme::label({}, theme::Text::Title, nullptr, true);
    column->addWidget(m_coverageNumber);
    m_coverageNote = theme::label({}, theme::Text::Small, nullptr, true);
    column->addWidget(m_coverageNote);
    m_coverage = new charts::HistogramChart;
    m_coverage->setAccessibleName(tr("Distances of the queries to the set"));
    column->addWidget(m_coverage, 1);
    m_redundancy = theme::label({}, theme::Text::Title);
    column->addWidget(m_redundancy);
    m_redundancyNote = theme::label(tr("mean similarity of two members"), theme::Text::Small, nullptr, true);
    column->addWidget(m_redundancyNote);
    column->addStretch();
    return card;
}

QWidget* SetFactsView::makeTexts()
{
    const auto [card, column] = factCard(tr("Texts"), tr("Words of what each demonstration shows, and which types of answers it gives"));
    m_words = theme::label({}, theme::Text::Body, nullptr, true);
    column->addWidget(m_words);
    m_typesTitle = theme::label(tr("Answer types"), theme::Text::Small);
    column->addWidget(m_typesTitle);
    m_types = new charts::BarRows;
    m_types->setAccessibleName(tr("Answer types"));
    column->addWidget(m_types);
    column->addStretch();
    return card;
}

void SetFactsView::setFacts(const bridge::SetFacts& facts)
{
    m_facts = facts;
    m_evaluation->clear();
    for (const icl::SetEvaluation& one : facts.evaluations)
        m_evaluation->addItem(tr("Run %1, %2, %n shots", nullptr, one.cell.shots)
                                  .arg(one.cell.run).arg(QString::fromStdString(chart::displayName(one.cell.strategy))));
    m_evaluation->setVisible(!facts.evaluations.empty());
    showEvaluation();
    const bool covered = !facts.coverage.empty();
    QVector<double> distances(facts.coverage.begin(), facts.coverage.end());
    m_coverage->setVisible(covered);
    m_coverage->setValues(distances, tr("queries"), 2);
    const double mean = covered ? std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size()) : 0;
    m_coverageNumber->setText(covered ? bridge::number(mean, 3) : QStringLiteral("–"));
    m_coverageNote->setText(covered ? tr("mean distance of %n queries to the nearest member", nullptr, static_cast<int>(distances.size()))
                                    : facts.embeddingObstacle);
    m_redundancy->setText(facts.redundancy ? bridge::number(*facts.redundancy, 3) : QStringLiteral("–"));
    m_redundancyNote->setText(!facts.redundancy && facts.embeddingObstacle.isEmpty() ? tr("needs two members") : tr("mean similarity of two members"));
    m_words->setText(facts.members.empty() ? QStringLiteral("–")
                                           : tr("%1 words on average, %2 to %3")
                                                 .arg(bridge::number(facts.texts.meanWords, 1)).arg(facts.texts.fewestWords).arg(facts.texts.mostWords));
    QVector<charts::BarRows::Row> rows;
    for (const auto& [type, count] : facts.texts.answerTypes) {
        const QString name = type.empty() ? tr("(none)") : QString::fromStdString(type);
        rows.append({{}, name, bridge::count(static_cast<std::int64_t>(count)), static_cast<double>(count), false,
            tr("%1: %2 of %3").arg(name).arg(count).arg(facts.members.size())});
    }
    m_types->setRows(rows, false);
    m_types->setVisible(!rows.isEmpty());
    m_typesTitle->setVisible(!rows.isEmpty());
}

QString SetFactsView::scoreText() const { return m_score->text(); }

void SetFactsView::showEvaluation()
{
    const int place = m_evaluation->currentIndex();
    const bool known = place >= 0 && static_cast<std::size_t>(place) < m_facts.evaluations.size();
    m_scores->setVisible(known);
    if (!known) {
        m_score->setText(QStringLiteral("–"));
        m_scoreNote->setText(m_facts.evaluationObstacle.isEmpty() ? tr("No evaluation has used this set in this order yet.")
                                                                  : m_facts.evaluationObstacle);
        return;
    }
    const icl::SetEvaluation& one = m_facts.evaluations[static_cast<std::size_t>(place)];
    m_score->setText(tr("%1 [%2, %3]").arg(bridge::number(one.mean.value, 1), bridge::number(one.mean.low, 1), bridge::number(one.mean.high, 1)));
    m_scoreNote->setText(tr("%1 over %n queries; 95 % interval: bootstrap over queries", nullptr, static_cast<int>(one.scores.size()))
                             .arg(QString::fromStdString(one.cell.metricName)));
    m_scores->setValues(QVector<double>(one.scores.begin(), one.scores.end()), tr("queries"), 0);
}

} // namespace fulcrum::views
