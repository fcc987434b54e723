// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace fulcrum::bridge {
class SampleBrowser;
}

namespace fulcrum::views {

class FacetRow;
class MessageCard;
class WordHistogram;

/// The Filters dock: which values the shown samples have and how many there are of each. A click asks for a value or no longer,
/// two values of one field are alternatives, Alt+click asks for everything else. Numbers of words are a histogram with handles.
class FiltersView : public QWidget
{
    Q_OBJECT

public:
    explicit FiltersView(bridge::SampleBrowser* browser, QWidget* parent = nullptr);

    QVector<FacetRow*> rows() const;
    WordHistogram* histogram() const { return m_words; }

private:
    struct Section
    {
        data::Field field {};
        QWidget* widget = nullptr;
        QVector<FacetRow*> rows;
        QLabel* others = nullptr;
        QToolButton* more = nullptr;
        bool whole = false; ///< all values, not only the first ones
    };
    void rebuild();
    void fill();
    Section makeSection(data::Field field);
    void updateSection(Section& section, const store::Facet& facet);
    static void showRows(Section& section);
    void toggle(const data::Condition& condition, bool opposite);
    void setWordRange(int low, int high);
    bool holds(const data::Condition& condition, bool* opposite) const;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

    bridge::SampleBrowser* m_browser;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    MessageCard* m_message;
    std::vector<Section> m_sections;
    WordHistogram* m_words;
    QWidget* m_wordSection;
};

} // namespace fulcrum::views
