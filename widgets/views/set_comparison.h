// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/set_facts.h"
#include "widgets/views/compare_page.h"

class QComboBox;
class QLabel;
class QScrollArea;

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class SequenceDiff;

/// Two ICD sets beside each other: their members, how much they share, and what is known about each with the difference.
class SetComparison : public QWidget
{
    Q_OBJECT

public:
    explicit SetComparison(const ComparePageParts& parts, QWidget* parent = nullptr);

    void setSets(const QString& a, const QString& b);
    QComboBox* choice(int side) const { return m_choice[side]; }
    SequenceDiff* diff() const { return m_diff; }
    bool isBusy() const { return m_busy; }
    bool hasResult() const { return m_facts[0].has_value() && m_facts[1].has_value(); }
    QString text() const;

Q_SIGNALS:
    void resultChanged();

private:
    struct Line
    {
        QString name, a, b, difference;
    };
    void showSets();
    void read();
    void showEvent(QShowEvent* event) override;
    void showFacts();
    void showState();
    void showEmpty();
    QVector<Line> lines() const;

    ComparePageParts m_parts;
    bridge::Latest m_request;
    bool m_busy = false;
    bool m_stale = false; ///< sets have changed while this was hidden
    std::optional<bridge::SetFacts> m_facts[2];
    std::optional<Error> m_problem; ///< why nothing is known about them
    std::optional<metrics::PairedDifference> m_paired; ///< where both were evaluated with the same shots in one run
    QComboBox* m_choice[2];
    QLabel *m_summary, *m_table;
    SequenceDiff* m_diff;
    QWidget *m_choices, *m_content;
    MessageCard* m_message;
    InlineBar* m_bar;
};

} // namespace fulcrum::views
