// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>
#include <cstdint>

namespace fulcrum::views {

/// How many samples have how many words, with two handles that choose a range. Left and Right move the handle in use, Space
/// takes the other one, Escape chooses everything.
class WordHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit WordHistogram(QWidget* parent = nullptr);

    /// `counts[i]`: samples with `first + i` words; the last bar stands for that many and more.
    void setCounts(int first, const QVector<std::int64_t>& counts);
    /// What the filter asks for; both included, cut to the bars.
    void setRange(int low, int high);
    /// Nothing is left out.
    void clearRange();
    int low() const { return m_low; }
    int high() const { return m_high; }
    bool isWhole() const { return m_low == m_first && m_high == last(); }
    int first() const { return m_first; }
    int last() const { return m_first + static_cast<int>(m_counts.size()) - 1; }
    QSize sizeHint() const override { return {220, 92}; }

Q_SIGNALS:
    void rangeChosen(int low, int high); ///< by a person

private:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    QRectF plot() const;
    double xOf(int words) const; ///< left edge of its bar
    int wordsAt(double x) const;
    void moveHandle(int words);
    void describe();

    int m_first = 0, m_low = 0, m_high = -1;
    QVector<std::int64_t> m_counts;
    bool m_upper = false, m_dragging = false; ///< which handle the keyboard moves
};

} // namespace fulcrum::views
