// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/set_facts.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace fulcrum::charts {
class BarRows;
class HistogramChart;
}

namespace fulcrum::views {

/// What is known about a set: score over its evaluated queries, coverage, redundancy, texts.
class SetFactsView : public QWidget
{
    Q_OBJECT

public:
    explicit SetFactsView(QWidget* parent = nullptr);

    void setFacts(const bridge::SetFacts& facts);
    QString scoreText() const;
    charts::HistogramChart* scores() const { return m_scores; }
    charts::HistogramChart* coverage() const { return m_coverage; }

private:
    QWidget* makeScore();
    QWidget* makeCoverage();
    QWidget* makeTexts();
    void showEvaluation();

    bridge::SetFacts m_facts;
    QComboBox* m_evaluation = nullptr;
    QLabel *m_score = nullptr, *m_scoreNote = nullptr, *m_coverageNumber = nullptr, *m_coverageNote = nullptr, *m_redundancy = nullptr,
           *m_redundancyNote = nullptr, *m_words = nullptr, *m_typesTitle = nullptr;
    charts::HistogramChart *m_scores = nullptr, *m_coverage = nullptr;
    charts::BarRows* m_types = nullptr;
};

} // namespace fulcrum::views
