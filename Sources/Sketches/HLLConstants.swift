/// The numbers behind the estimates, all of them Apache DataSketches'.
///
/// They were measured or computed once by its authors; the same estimates to the last digit need
/// the same numbers.
enum HLLConstants {
    enum Side {
        case lower
        case upper
    }

    static let eulerMascheroni = 0.5772156649015329

    /// The relative error of a count of coupons, for one standard deviation.
    static let couponError = 0.409 / 8192

    /// The factor of the raw HyperLogLog estimate.
    static func rawFactor(precision: Int) -> Double {
        switch precision {
        case 4: 0.673
        case 5: 0.697
        case 6: 0.709
        default: 0.7213 / (1 + 1.079 / Double(1 << precision))
        }
    }

    /// Below this many items a register, linear counting is the better estimate.
    static func crossover(precision: Int) -> Double {
        switch precision {
        case 4: 0.718
        case 5: 0.672
        default: 0.64
        }
    }

    /// The relative error of an estimate from registers; negative for upper bounds.
    ///
    /// Up to precision 12 it is measured for each side, beyond that it follows the law of large
    /// numbers.
    static func relativeError(
        _ side: Side, _ deviations: StandardDeviations, precision: Int, isOutOfOrder: Bool
    ) -> Double {
        if precision > 12 {
            let factor = isOutOfOrder ? 1.03896 : 0.8325546
            // The square root of 2^precision, without the mathematics library.
            let root = Double(1 << (precision / 2)) * (precision % 2 == 0 ? 1 : 1.4142135623730951)
            let error = Double(deviations.rawValue) * factor / root
            return side == .lower ? error : -error
        }
        let table =
            switch (side, isOutOfOrder) {
            case (.lower, false): runningErrorsLower
            case (.upper, false): runningErrorsUpper
            case (.lower, true): compositeErrorsLower
            case (.upper, true): compositeErrorsUpper
            }
        return table[3 * (precision - 4) + deviations.rawValue - 1]
    }

    /// Three a precision, from 4 to 12: one, two and three standard deviations.
    private static let runningErrorsLower: [Double] = [
        0.207316195, 0.502865572, 0.882303765,
        0.146981579, 0.335426881, 0.557052,
        0.104026721, 0.227683872, 0.365888317,
        0.073614601, 0.156781585, 0.245740374,
        0.05205248, 0.108783763, 0.168030442,
        0.036770852, 0.075727545, 0.11593785,
        0.025990219, 0.053145536, 0.080772263,
        0.018373987, 0.037266176, 0.056271814,
        0.012936253, 0.02613829, 0.039387631,
    ]

    private static let runningErrorsUpper: [Double] = [
        -0.207805347, -0.355574279, -0.475535095,
        -0.146988328, -0.262390832, -0.360864026,
        -0.103877775, -0.191503663, -0.269311582,
        -0.073452978, -0.138513438, -0.198487447,
        -0.051982806, -0.099703123, -0.144128618,
        -0.036768609, -0.07138158, -0.104430324,
        -0.025991325, -0.050854296, -0.0748143,
        -0.01834533, -0.036121138, -0.05327616,
        -0.012920332, -0.025572893, -0.037896952,
    ]

    private static let compositeErrorsLower: [Double] = [
        0.254409839, 0.682266712, 1.304022158,
        0.181817353, 0.443389054, 0.778776219,
        0.129432281, 0.295782195, 0.49252279,
        0.091640655, 0.201175925, 0.323664385,
        0.064858051, 0.138523393, 0.218805328,
        0.045851855, 0.095925072, 0.148635751,
        0.032454144, 0.067009668, 0.102660669,
        0.022921382, 0.046868565, 0.071307398,
        0.016155679, 0.032825719, 0.049677541,
    ]

    private static let compositeErrorsUpper: [Double] = [
        -0.256980172, -0.411905944, -0.52651057,
        -0.182332109, -0.310275547, -0.412660505,
        -0.129314228, -0.230142294, -0.315636197,
        -0.091584836, -0.16834013, -0.236346847,
        -0.06487411, -0.122045231, -0.174112107,
        -0.04591465, -0.08784505, -0.126917615,
        -0.032433119, -0.062897613, -0.091862929,
        -0.022960633, -0.044875401, -0.065736049,
        -0.016186662, -0.031827816, -0.046973459,
    ]

    /// The first harmonic numbers, from the zeroth on.
    static let harmonicNumbers: [Double] = [
        0, 1, 3.0 / 2, 11.0 / 6, 25.0 / 12, 137.0 / 60, 49.0 / 20, 363.0 / 140, 761.0 / 280,
        7129.0 / 2520, 7381.0 / 2520, 83711.0 / 27720, 86021.0 / 27720, 1145993.0 / 360360,
        1171733.0 / 360360, 1195757.0 / 360360, 2436559.0 / 720720, 42142223.0 / 12252240,
        14274301.0 / 4084080, 275295799.0 / 77597520, 55835135.0 / 15519504, 18858053.0 / 5173168,
        19093197.0 / 5173168, 444316699.0 / 118982864, 1347822955.0 / 356948592,
    ]

    /// Numbers of different coupons, and below the numbers of items that leave so many.
    static let couponCounts: [Double] = [
        0, 1, 20, 400, 8000, 160000, 300000, 600000, 900000, 1_200_000, 1_500_000, 1_800_000,
        2_100_000, 2_400_000, 2_700_000, 3_000_000, 3_300_000, 3_600_000, 3_900_000, 4_200_000,
        4_500_000, 4_800_000, 5_100_000, 5_400_000, 5_700_000, 6_000_000, 6_300_000, 6_600_000,
        6_900_000, 7_200_000, 7_500_000, 7_800_000, 8_100_000, 8_400_000, 8_700_000, 9_000_000,
        9_300_000, 9_600_000, 9_900_000, 10_200_000,
    ]

    static let couponEstimates: [Double] = [
        0, 1, 20.00000094374026, 400.0003963713384, 8000.158929460209, 160063.60677637596,
        300223.70715976635, 600895.593385617, 902016.8065120955, 1_203_588.498319951,
        1_505_611.8245524743, 1_808_087.9449319066, 2_111_018.0231759353, 2_414_403.22701425,
        2_718_244.728205189, 3_022_543.702552454, 3_327_301.329921909, 3_632_518.794258454,
        3_938_197.283602969, 4_244_337.990109356, 4_550_942.110061649, 4_858_010.843891189,
        5_165_545.396193897, 5_473_546.975747645, 5_782_016.7955296505, 6_090_956.072734016,
        6_400_366.028789296, 6_710_247.889376201, 7_020_602.884445314, 7_331_432.248234972,
        7_642_737.219289148, 7_954_519.0404754765, 8_266_778.959003342, 8_579_518.226442046,
        8_892_738.098739047, 9_206_439.836238328, 9_520_624.703698829, 9_835_293.97031292,
        10_150_448.909725029, 10_466_090.800050326,
    ]
}
